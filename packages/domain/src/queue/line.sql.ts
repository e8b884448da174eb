import { isUuid } from '../kernel/uuid.ts';

/** A queue as it stands behind its lock. */
export interface LockedQueue {
  /** In whole milliseconds, which a Date can carry. */
  now: Date;
  /** Of the last change that was logged. */
  seq: number;
  round: number;
  last_entry: number;
  closed: boolean;
  is_open: boolean;
  sales_over: boolean;
}

/**
 * One concert's queue, locked: joins, admissions and leaves of a concert follow one another. Answers
 * with the time once it has the lock; with no row where it was not to wait for it and somebody else has
 * it. Its values stand in the text, since it is sent together with the beginning of the transaction.
 */
export const lockQueue = (
  concertId: string,
  { wait, now }: { wait: boolean; now: Date | null },
) => `
    with locked as materialized (
      select * from queue where concert_id = '${uuid(concertId)}'
      for update ${wait ? '' : 'skip locked'}
    ),
    t as materialized (
      select date_trunc('milliseconds', ${timeOf(now)}) as now from locked
    )
    select t.now, q.seq, q.round, q.last_entry, q.closed,
      coalesce(coalesce(q.opens_at, c.sales_open_at) <= t.now, true) as is_open,
      coalesce(c.sales_close_at <= t.now, false) as sales_over
    from locked q join concert c on c.id = q.concert_id cross join t`;

/**
 * Marks the passes of some users that ran out. A pass whose row is locked is being used at this moment
 * (a hold may move its end) and is left as it is. $1 concert, $2 now, $3 users.
 */
export const EXPIRE_PASSES_OF = {
  name: 'queue-expire-passes-of',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select k.id from queue_token k, t
      where k.concert_id = $1 and k.user_id = any($3::uuid[])
        and k.status = 'ACTIVE' and k.ends_at <= t.now
      for update of k skip locked
    )
    update queue_token k set status = 'EXPIRED', ended_at = k.ends_at
    from due where k.id = due.id
    returning k.id`,
};

/**
 * Gives the next numbers to the users who have no live place, in the order of the list; before the
 * opening, the next entries of the draw. Passes over users who are being deleted at this moment. The
 * caller holds the queue's lock. $1 concert, $2 users, $3 their token ids, $4 their pseudonyms,
 * $5 open, $6 now.
 */
export const INSERT_TOKENS = {
  name: 'queue-insert-tokens',
  text: `
    with t as materialized (
      select date_trunc('milliseconds', coalesce($6::timestamptz, clock_timestamp())) as now
    ),
    living as materialized (
      select u.id from app_user u where u.id = any($2::uuid[]) and u.deleted_at is null
      order by u.id for key share skip locked
    ),
    placed as materialized (
      select a.user_id, a.token_id, a.entrant, row_number() over (order by a.nth) as nth
      from unnest($2::uuid[], $3::uuid[], $4::uuid[]) with ordinality
          as a(user_id, token_id, entrant, nth)
        join living on living.id = a.user_id
      -- A look at the index for each: as an anti-join it was planned to read everybody who is live.
      where (select k.id from queue_token k where k.concert_id = $1 and k.user_id = a.user_id
        and k.status in ('PREQUEUE', 'WAITING', 'ACTIVE') limit 1) is null
    ),
    q as materialized (select last_number, last_entry, round from queue where concert_id = $1),
    inserted as (
      insert into queue_token (id, concert_id, user_id, number, round, entry, status, joined_at)
      select p.token_id, $1, p.user_id, case when $5 then q.last_number + p.nth end,
        case when not $5 then q.round end, case when not $5 then q.last_entry + p.nth end,
        case when $5 then 'WAITING' else 'PREQUEUE' end, t.now
      from placed p, q, t
      returning id
    ),
    listed as (
      insert into draw_entry (concert_id, round, entry, entrant)
      select $1, q.round, q.last_entry + p.nth, p.entrant from placed p, q where not $5::boolean
    ),
    counted as (select count(*) as n from inserted)
    update queue set
      last_number = last_number + case when $5 then counted.n else 0 end,
      last_entry = last_entry + case when $5 then 0 else counted.n end
    from counted where concert_id = $1 and counted.n > 0`,
};

/** $1 users. */
export const LIVING_USERS = {
  name: 'queue-living-users',
  text: 'select id from app_user where id = any($1::uuid[]) and deleted_at is null',
};

/** Most passes that are marked in one go, and most admissions. */
export const MOST_EXPIRED = 5_000;
export const MOST_ADMITTED = 2_000;

export interface AdmitRow {
  expired: number;
  admitted: number;
}

/**
 * Marks the passes that ran out and admits the next ones under both limits, which it counts from live
 * rows, at one time; while a draw is being numbered, only those who have their number. A pass whose row
 * is locked is being used at this moment (a hold may move its end) and counts as live. The caller holds
 * the queue's lock. $1 concert, $2 now.
 */
export const ADMIT = {
  name: 'queue-admit',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select k.id from queue_token k, t
      where k.concert_id = $1 and k.status = 'ACTIVE' and k.ends_at <= t.now
      limit ${MOST_EXPIRED} for update of k skip locked
    ),
    expired as (
      update queue_token k set status = 'EXPIRED', ended_at = k.ends_at
      from due where k.id = due.id
      returning k.id
    ),
    room as materialized (
      select q.*, least(${MOST_ADMITTED},
        q.max_active - (select count(*) from queue_token
          where concert_id = $1 and status = 'ACTIVE') + (select count(*) from expired),
        q.admit_per_minute - (select count(*) from admission
          where concert_id = $1 and admitted_at > t.now - interval '60 seconds')) as places
      from queue q, t where q.concert_id = $1 and not q.paused
    ),
    next as materialized (
      select k.id from queue_token k
      where k.concert_id = $1 and k.status = 'WAITING'
        and k.number <= coalesce((select min(after_number + numbered) from draw
          where concert_id = $1 and frozen_at is not null and numbered < entrants), 9007199254740991)
      order by k.number
      limit greatest(0, coalesce((select places from room), 0))
    ),
    admitted as (
      update queue_token k set status = 'ACTIVE', admitted_at = t.now,
        deadline_at = t.now + make_interval(secs => room.active_seconds),
        ends_at = t.now + make_interval(secs => least(room.claim_seconds, room.active_seconds))
      from room, t
      where k.id = any(array(select id from next)) and k.status = 'WAITING'
      returning k.id, k.number, k.admitted_at, room.max_active, room.admit_per_minute
    ),
    recorded as (
      insert into admission (concert_id, token_id, number, admitted_at, max_active, admit_per_minute)
      select $1, id, number, admitted_at, max_active, admit_per_minute from admitted order by number
      returning token_id
    ),
    counted as (
      update queue set admitted = queue.admitted + (select count(*) from recorded)
      where concert_id = $1 and exists (select from recorded)
    )
    select (select count(*) from expired) as expired, (select count(*) from recorded) as admitted`,
};

export interface LeftRow {
  id: string;
  number: number | null;
  round: number | null;
  entry: number | null;
}

/** Ends places that wait. The caller holds the queue's lock. $1 concert, $2 token ids, $3 now. */
export const LEAVE_PLACES = {
  name: 'queue-leave-places',
  text: `
    update queue_token k
    set status = 'LEFT', ended_at = coalesce($3::timestamptz, clock_timestamp())
    where k.concert_id = $1 and k.id = any($2::uuid[]) and (k.status || '') in ('PREQUEUE', 'WAITING')
    returning k.id, k.number, k.round, k.entry`,
};

export interface LoggedChange {
  seq: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** What is logged of a change, apart from how far the line has been admitted. */
export interface LoggedLeaves {
  concertId: string;
  /** Numbers that left the line. */
  left: number[];
  /** Numbers that a draw has just given to entrants who had left before; counted when they did. */
  gone: number[];
  /** Entries that left without a number, and their round. */
  leftEntries: number[];
  round: number;
  now: Date | null;
}

/**
 * Logs how far the line has been admitted by now, and who left it; no row when nothing of it changed.
 * The caller holds the queue's lock. Its values stand in the text, since it is sent together with the
 * commit: servers show a change a fixed time after the one that it bears, and have to have read it.
 */
export function logChange(change: LoggedLeaves): string {
  const { concertId, left, gone, leftEntries, round, now } = change;
  const concert = `'${uuid(concertId)}'::uuid`;
  const ids = (numbers: number[]) => `'{${numbers.map(whole).join()}}'::bigint[]`;
  const leaves = left.length + gone.length + leftEntries.length;
  return `
    with t as materialized (select ${timeOf(now)} as now),
    draws as materialized (
      select min(after_number + numbered) as numbered_to from draw
      where concert_id = ${concert} and frozen_at is not null and numbered < entrants
    ),
    front as materialized (
      select least(
        coalesce((select k.number from queue_token k
          where k.concert_id = ${concert} and k.status = 'WAITING' order by k.number limit 1),
          q.last_number + 1) - 1,
        draws.numbered_to) as watermark, draws.numbered_to
      from queue q, draws where q.concert_id = ${concert}
    ),
    changed as (
      update queue q set seq = q.seq + 1, watermark = greatest(q.watermark, front.watermark),
        numbered_to = front.numbered_to,
        left_waiting = q.left_waiting + ${left.length}
          + case when ${whole(round)} < q.round then ${leftEntries.length} else 0 end,
        left_entries = q.left_entries
          + case when ${whole(round)} < q.round then 0 else ${leftEntries.length} end
      from front
      where q.concert_id = ${concert} and (front.watermark > q.watermark or ${leaves} > 0
        or front.numbered_to is distinct from q.numbered_to)
      returning q.seq, q.watermark, front.numbered_to, q.round as open_round
    ),
    logged as (
      insert into queue_change
        (concert_id, seq, at, watermark, numbered_to, open_round, left_numbers, left_entries, round)
      select ${concert}, changed.seq, t.now, changed.watermark, changed.numbered_to,
        changed.open_round, ${ids([...left, ...gone])},
        ${ids(leftEntries)}, ${whole(round)}
      from changed, t
    )
    select changed.seq, (extract(epoch from t.now) * 1000)::float8 as at,
      pg_notify('frontrow_queue', ${concert}::text)
    from changed, t`;
}

const timeOf = (now: Date | null): string =>
  now ? `'${now.toISOString()}'::timestamptz` : 'clock_timestamp()';

function whole(value: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`${value} is no whole number`);
  return number;
}

function uuid(id: string): string {
  if (!isUuid(id)) throw new Error(`${id} is no uuid`);
  return id;
}

/** Changes that every server has read long ago, or reads the line anew. $1 now. */
export const FORGET_CHANGES = {
  name: 'queue-forget-changes',
  text: `
    delete from queue_change
    where at < coalesce($1::timestamptz, clock_timestamp()) - interval '5 minutes'`,
};

/** The open queues in which somebody waits. $1 now. */
export const WAITED_FOR = {
  name: 'queue-waited-for',
  text: `
    select q.concert_id from queue q join concert c on c.id = q.concert_id
    where (exists (select from queue_token k
        where k.concert_id = q.concert_id and k.status = 'WAITING')
      or exists (select from queue_token k
        where k.concert_id = q.concert_id and k.status = 'PREQUEUE'))
      and coalesce(coalesce(q.opens_at, c.sales_open_at)
        <= coalesce($1::timestamptz, clock_timestamp()), true)`,
};
