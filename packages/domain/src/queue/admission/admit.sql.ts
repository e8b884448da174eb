import { SALE_CLOSED, WAITED_FOR } from '../entry/entry.sql.ts';

/** The most passes that one run marks as expired, and the most entries that it admits. */
export const MAX_EXPIRED = 5_000;
export const MAX_ADMITTED = 2_000;

export interface AdmitRow {
  expired: number;
  admitted: number;
}

/**
 * The newest time that was written of the passes of a queue. A pass may end while an admission runs, a moment after
 * the admission has read the clock. Needs q.
 */
const NEWEST_TIME = `greatest(
  (select a.admitted_at from admission a where a.concert_id = q.concert_id order by a.admitted_at desc limit 1),
  (select entry.ended_at - interval '100 milliseconds' from queue_entry entry where entry.concert_id = q.concert_id
    and entry.status in ('COMPLETED', 'EXPIRED', 'LEFT') order by entry.ended_at desc limit 1))`;

/**
 * How far the record has to be ahead of the clock: so far that no time of it lies in the future, and as far as it was
 * before, until the clock itself has passed all of them. Needs q and t.
 */
const CLOCK_LEAD = `(select case when newest.at > t.now
    then greatest(q.clock_lead, ceil(extract(epoch from newest.at - t.now) * 1000)) else 0 end
  from (select ${NEWEST_TIME} as at) newest)::bigint`;

/**
 * Marks expired passes and admits the next entries, under both limits, all at one time. The limits are
 * counted from live rows and not from counters. A pass whose row is locked is in use (a hold may extend
 * it at this moment), so it counts as active. The caller holds the queue lock. $1 concert, $2 now.
 */
export const ADMIT = {
  name: 'queue-admit',
  text: `
    -- 1. Read the clock once.
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    -- 2. Lock the passes that have expired; skip those that are in use.
    due as materialized (
      select entry.id from queue_entry entry, t
      where entry.concert_id = $1 and entry.status = 'ACTIVE' and entry.expires_at <= t.now
      limit ${MAX_EXPIRED} for update of entry skip locked
    ),
    -- 3. Mark them.
    expired as (
      update queue_entry entry set status = 'EXPIRED', ended_at = entry.expires_at
      from due where entry.id = due.id
      returning entry.id
    ),
    -- 4. The time of the record. It does not go back when the clock does: then the limit of the minute, which is counted
    --    in the record, would forget or keep what it must not. See CLOCK_LEAD.
    record as materialized (
      select t.now + make_interval(secs => lead.ms / 1000.0) as now, lead.ms as lead
      from queue q, t, lateral (select ${CLOCK_LEAD} as ms) lead where q.concert_id = $1
    ),
    -- 5. Free passes: the smaller of what both limits leave. No row while the queue is paused, and none
    --    once the sale has closed.
    capacity as materialized (
      select q.*, least(${MAX_ADMITTED},
        q.max_active - (select count(*) from queue_entry
          where concert_id = $1 and status = 'ACTIVE') + (select count(*) from expired),
        q.admit_per_minute - (select count(*) from admission
          where concert_id = $1 and admitted_at > record.now - interval '60 seconds')) as free
      from queue q join concert c on c.id = q.concert_id, t, record
      where q.concert_id = $1 and not q.paused and not ${SALE_CLOSED}
    ),
    -- 6. The next entries in order; of an unfinished draw only those that have their number.
    next as materialized (
      select entry.id from queue_entry entry
      where entry.concert_id = $1 and entry.status = 'WAITING'
        and entry.number <= coalesce((select min(after_number + numbered) from draw
          where concert_id = $1 and frozen_at is not null and numbered < entrants), 9007199254740991)
      order by entry.number
      limit greatest(0, coalesce((select free from capacity), 0))
    ),
    -- 7. Turn them into passes, unclaimed.
    admitted as (
      update queue_entry entry set status = 'ACTIVE', admitted_at = t.now,
        hold_until = t.now + make_interval(secs => capacity.active_seconds),
        expires_at = t.now
          + make_interval(secs => least(capacity.claim_seconds, capacity.active_seconds))
      from capacity, t
      where entry.id = any(array(select id from next)) and entry.status = 'WAITING'
      returning entry.id, entry.number, entry.admitted_at, capacity.max_active, capacity.admit_per_minute,
        capacity.admitted as before
    ),
    -- 8. Record each admission with its running number and the limits in force, for the audit.
    recorded as (
      insert into admission
        (concert_id, queue_entry_id, number, admitted_at, max_active, admit_per_minute, nth)
      select $1, id, number, record.now, max_active, admit_per_minute, before + row_number() over (order by number)
      from admitted, record order by number
      returning queue_entry_id
    ),
    -- 9. Count them, for the next running number and the statistics.
    counted as (
      update queue set admitted = queue.admitted + (select count(*) from recorded), clock_lead = record.lead
      from record
      where concert_id = $1 and (exists (select from recorded) or queue.clock_lead <> record.lead)
    )
    select (select count(*) from expired) as expired, (select count(*) from recorded) as admitted`,
};

/** Queues in which somebody may be admitted, as lists that are parameters of the next statement. Null: none. */
export interface DueQueues {
  /** Those whose pre-queue has to be made final, whatever the limits. */
  freezing: string[] | null;
  concert_ids: string | null;
  max_active: string | null;
  admit_per_minute: string | null;
  clock_leads: string | null;
  /** How many there are in all parts. */
  in_all: number;
}

/**
 * The open queues where somebody waits whom the settings let in, or whose pre-queue is over. Reads no entries. Where
 * the numbers of a draw have not been given yet, nobody can be admitted. Of many queues it lists one part, and those
 * that are named. $1 now, $2 the number of parts, $3 the part, from 0, $4 concerts.
 */
export const DUE_QUEUES = {
  name: 'queues-due',
  text: `
    with t as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select q.*, q.left_prequeue < q.last_arrival as freezes,
        $2::int = 1 or abs(hashtext(q.concert_id::text)::bigint) % $2::int = $3::int
          or q.concert_id = any($4::uuid[]) as is_listed
      from queue q join concert c on c.id = q.concert_id, t
      where ${WAITED_FOR} and coalesce(coalesce(q.opens_at, c.sales_open_at) <= t.now, true)
        and not ${SALE_CLOSED}
        and (q.left_prequeue < q.last_arrival or (not q.paused and q.max_active > 0 and q.admit_per_minute > 0
          and q.watermark < coalesce(q.numbered_to, q.last_number)))
    )
    select count(*) as in_all,
      array_agg(concert_id::text) filter (where freezes) as freezing,
      (array_agg(concert_id) filter (where is_listed and not freezes))::text as concert_ids,
      (array_agg(max_active) filter (where is_listed and not freezes))::text as max_active,
      (array_agg(admit_per_minute) filter (where is_listed and not freezes))::text as admit_per_minute,
      (array_agg(clock_lead) filter (where is_listed and not freezes))::text as clock_leads
    from due`,
};

/**
 * Those of some queues whose limits have room at this moment. Each is counted up to its limits only. What is counted
 * does not decide: the admission counts again behind the queue lock. A queue whose clock has stepped back is one of
 * them, so that an admission notes it. $1 concerts, $2 the most active of each, $3 the most admissions a minute,
 * $4 how far the record is ahead of the clock, $5 now.
 */
export const QUEUES_WITH_ROOM = {
  name: 'queues-with-room',
  byIndex: true as const,
  text: `
    with t as materialized (select coalesce($5::timestamptz, clock_timestamp()) as now)
    select q.concert_id
    from unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[])
        as q(concert_id, max_active, admit_per_minute, clock_lead), t,
      lateral (select t.now + make_interval(secs => q.clock_lead / 1000.0) as now) record
    where case when (select count(*) from (
          select from queue_entry entry where entry.concert_id = q.concert_id and entry.status = 'ACTIVE'
            and entry.expires_at > t.now limit q.max_active) active) < q.max_active
        then coalesce(${NEWEST_TIME} > record.now, false) or (select count(*) from (
          select from admission a where a.concert_id = q.concert_id
            and a.admitted_at > record.now - interval '60 seconds' limit q.admit_per_minute) recent)
          < q.admit_per_minute end`,
};
