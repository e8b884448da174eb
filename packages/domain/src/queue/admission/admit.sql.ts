import { SALE_CLOSED, WAITED_FOR } from '../entry/entry.sql.ts';

/** The most passes that one run marks as expired, and the most entries that it admits. */
export const MAX_EXPIRED = 5_000;
export const MAX_ADMITTED = 2_000;

export interface AdmitRow {
  expired: number;
  admitted: number;
}

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
    -- 4. Free passes: the smaller of what both limits leave. No row while the queue is paused, and none
    --    once the sale has closed.
    capacity as materialized (
      select q.*, least(${MAX_ADMITTED},
        q.max_active - (select count(*) from queue_entry
          where concert_id = $1 and status = 'ACTIVE') + (select count(*) from expired),
        q.admit_per_minute - (select count(*) from admission
          where concert_id = $1 and admitted_at > t.now - interval '60 seconds')) as free
      from queue q join concert c on c.id = q.concert_id, t
      where q.concert_id = $1 and not q.paused and not ${SALE_CLOSED}
    ),
    -- 5. The next entries in order; of an unfinished draw only those that have their number.
    next as materialized (
      select entry.id from queue_entry entry
      where entry.concert_id = $1 and entry.status = 'WAITING'
        and entry.number <= coalesce((select min(after_number + numbered) from draw
          where concert_id = $1 and frozen_at is not null and numbered < entrants), 9007199254740991)
      order by entry.number
      limit greatest(0, coalesce((select free from capacity), 0))
    ),
    -- 6. Turn them into passes, unclaimed.
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
    -- 7. Record each admission with its running number and the limits in force, for the audit.
    recorded as (
      insert into admission
        (concert_id, queue_entry_id, number, admitted_at, max_active, admit_per_minute, nth)
      select $1, id, number, admitted_at, max_active, admit_per_minute, before + row_number() over (order by number)
      from admitted order by number
      returning queue_entry_id
    ),
    -- 8. Count them, for the next running number and the statistics.
    counted as (
      update queue set admitted = queue.admitted + (select count(*) from recorded)
      where concert_id = $1 and exists (select from recorded)
    )
    select (select count(*) from expired) as expired, (select count(*) from recorded) as admitted`,
};

/** A queue in which somebody may be admitted, with its limits. */
export interface DueQueue {
  concert_id: string;
  /** Its pre-queue has to be made final, whatever the limits. */
  freezes: boolean;
  max_active: number;
  admit_per_minute: number;
}

/**
 * The open queues where somebody waits whom the settings let in, or whose pre-queue is over. Reads no entries. Where
 * the numbers of a draw have not been given yet, nobody can be admitted. $1 now.
 */
export const DUE_QUEUES = {
  name: 'queues-due',
  text: `
    with t as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now)
    select q.concert_id, q.left_prequeue < q.last_arrival as freezes, q.max_active, q.admit_per_minute
    from queue q join concert c on c.id = q.concert_id, t
    where ${WAITED_FOR} and coalesce(coalesce(q.opens_at, c.sales_open_at) <= t.now, true)
      and not ${SALE_CLOSED}
      and (q.left_prequeue < q.last_arrival or (not q.paused and q.max_active > 0 and q.admit_per_minute > 0
        and q.watermark < coalesce(q.numbered_to, q.last_number)))`,
};

/**
 * Those of some queues whose limits have room at this moment. Each is counted up to its limits only. What is counted
 * does not decide: the admission counts again behind the queue lock. $1 concerts, $2 the most active of each, $3 the
 * most admissions a minute, $4 now.
 */
export const QUEUES_WITH_ROOM = {
  name: 'queues-with-room',
  byIndex: true as const,
  text: `
    with t as materialized (select coalesce($4::timestamptz, clock_timestamp()) as now)
    select due.concert_id
    from unnest($1::uuid[], $2::int[], $3::int[]) as due(concert_id, max_active, admit_per_minute), t
    where case when (select count(*) from (
          select from queue_entry entry where entry.concert_id = due.concert_id and entry.status = 'ACTIVE'
            and entry.expires_at > t.now limit due.max_active) active) < due.max_active
        then (select count(*) from (
          select from admission a where a.concert_id = due.concert_id
            and a.admitted_at > t.now - interval '60 seconds' limit due.admit_per_minute) recent)
          < due.admit_per_minute end`,
};
