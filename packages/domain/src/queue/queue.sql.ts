import type { QueueTokenStatus } from '@frontrow/contract/queue';

const lockQueue = (name: string, locking: string) => ({
  name,
  text: `
    with locked as materialized (select concert_id from queue where concert_id = $1 ${locking})
    select date_trunc('milliseconds', coalesce($2::timestamptz, clock_timestamp())) as now
    from locked`,
});

/**
 * One concert's queue, locked: joins and admissions of a concert follow one another. Answers with
 * the time once it has the lock, in whole milliseconds, which a Date can carry: a join judges the
 * user's passes and places at that one time. $1 concert, $2 now.
 */
export const LOCK_QUEUE = lockQueue('queue-lock', 'for update');

/** The same, but answers with no row where somebody else has the lock. */
export const LOCK_QUEUE_IF_FREE = lockQueue('queue-lock-if-free', 'for update skip locked');

/**
 * Of a row looked up by its id. Written so that the planner does not take the partial index of the
 * active ones for it, which looks small while the statistics are young. Needs k.
 */
export const IS_ACTIVE = "(k.status || '') = 'ACTIVE'";

export interface QueueState {
  poll_after_seconds: number;
  claim_seconds: number;
  active_seconds: number;
  closed: boolean;
  opens_at: Date | null;
  is_open: boolean;
  sales_over: boolean;
}

/** $1 concert, $2 now. */
export const QUEUE_STATE = {
  name: 'queue-state',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select q.poll_after_seconds, q.claim_seconds, q.active_seconds, q.closed,
      coalesce(q.opens_at, c.sales_open_at) as opens_at,
      coalesce(coalesce(q.opens_at, c.sales_open_at) <= t.now, true) as is_open,
      coalesce(c.sales_close_at <= t.now, false) as sales_over
    from queue q join concert c on c.id = q.concert_id, t
    where q.concert_id = $1`,
};

export interface TokenRow {
  id: string;
  concert_id: string;
  user_id: string;
  number: number | null;
  status: QueueTokenStatus;
  joined_at: Date;
  admitted_at: Date | null;
  claimed_at: Date | null;
  deadline_at: Date | null;
  ends_at: Date | null;
  /** False once the pass has run out, whatever the status still says. */
  live: boolean;
  /** Whether the deadline is still ahead; past it a live pass may read, pay and release. */
  may_hold: boolean;
}

const TOKEN_COLUMNS = `
  k.id, k.concert_id, k.user_id, k.number, k.status, k.joined_at, k.admitted_at, k.claimed_at,
  k.deadline_at, k.ends_at,
  (k.status in ('PREQUEUE', 'WAITING') or (k.status = 'ACTIVE' and k.ends_at > t.now)) as live,
  coalesce(k.deadline_at > t.now, false) as may_hold`;

/** $1 token id, $2 now. */
export const TOKEN_BY_ID = {
  name: 'queue-token-by-id',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${TOKEN_COLUMNS} from queue_token k, t where k.id = $1`,
};

/** $1 concert, $2 user, $3 now. */
export const LIVE_TOKEN_OF_USER = {
  name: 'queue-token-of-user',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    select ${TOKEN_COLUMNS} from queue_token k, t
    where k.concert_id = $1 and k.user_id = $2
      and (k.status in ('PREQUEUE', 'WAITING') or (k.status = 'ACTIVE' and k.ends_at > t.now))`,
};

/**
 * Marks the passes that ran out. A pass whose row is locked is being used at this moment (a hold may
 * move its end) and is left for the next time, so that an admission never counts it as gone.
 * $1 concert, $2 now.
 */
export const EXPIRE_PASSES = {
  name: 'queue-expire-passes',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select k.id from queue_token k, t
      where k.concert_id = $1 and k.status = 'ACTIVE' and k.ends_at <= t.now
      for update of k skip locked
    )
    update queue_token k set status = 'EXPIRED', ended_at = k.ends_at
    from due where k.id = due.id
    returning k.id`,
};

/** The same for one user's own, waiting for a hold that uses it. $1 concert, $2 user, $3 now. */
export const EXPIRE_OWN_PASS = {
  name: 'queue-expire-own-pass',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    update queue_token k set status = 'EXPIRED', ended_at = k.ends_at
    from t where k.concert_id = $1 and k.user_id = $2 and k.status = 'ACTIVE' and k.ends_at <= t.now
    returning k.id`,
};

/** Gives the pre-queue its numbers, in an order drawn at random. $1 concert. */
export const OPEN_PREQUEUE = {
  name: 'queue-open-prequeue',
  text: `
    with drawn as materialized (
      select k.id, q.last_number + row_number() over (order by random()) as number
      from queue_token k join queue q on q.concert_id = k.concert_id
      where k.concert_id = $1 and k.status = 'PREQUEUE'
    ), numbered as (
      update queue_token k set status = 'WAITING', number = drawn.number
      from drawn where k.id = drawn.id
      returning k.number
    )
    update queue set last_number = greatest(last_number, (select max(number) from numbered))
    where concert_id = $1 and exists (select from numbered)`,
};

/**
 * Takes the next number, or none before the opening; no row for a user who is being deleted.
 * $1 id, $2 concert, $3 user, $4 open, $5 now.
 */
export const INSERT_TOKEN = {
  name: 'queue-insert-token',
  text: `
    with numbered as (
      update queue set last_number = last_number + 1
      where concert_id = $2 and $4::boolean
      returning last_number
    )
    insert into queue_token (id, concert_id, user_id, number, status, joined_at)
    select $1, $2, u.id, (select last_number from numbered),
      case when $4 then 'WAITING' else 'PREQUEUE' end,
      coalesce($5::timestamptz, clock_timestamp())
    from app_user u where u.id = $3 and u.deleted_at is null
    for share of u
    returning id`,
};

/**
 * Admits the next ones under both limits, which it counts from live rows. The caller holds the
 * queue's lock. $1 concert, $2 now.
 */
export const ADMIT = {
  name: 'queue-admit',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    room as materialized (
      select q.*, least(
        q.max_active - (select count(*) from queue_token
          where concert_id = $1 and status = 'ACTIVE'),
        q.admit_per_minute - (select count(*) from admission
          where concert_id = $1 and admitted_at > t.now - interval '60 seconds')) as places
      from queue q, t where q.concert_id = $1 and not q.paused
    ),
    next as materialized (
      select k.id from queue_token k
      where k.concert_id = $1 and k.status = 'WAITING'
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
    )
    insert into admission (concert_id, token_id, number, admitted_at, max_active, admit_per_minute)
    select $1, id, number, admitted_at, max_active, admit_per_minute from admitted order by number
    returning token_id`,
};

/** The first call with the token makes the pass last to its deadline. $1 token id, $2 now. */
export const CLAIM = {
  name: 'queue-claim',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    update queue_token k set claimed_at = t.now, ends_at = greatest(k.ends_at, k.deadline_at)
    from t where k.id = $1 and k.status = 'ACTIVE' and k.claimed_at is null and k.ends_at > t.now
    returning k.ends_at`,
};

/** Ends a place or a pass that is still live. $1 token id, $2 LEFT or COMPLETED, $3 now. */
export const END_TOKEN = {
  name: 'queue-end-token',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    update queue_token k set status = $2, ended_at = t.now
    from t where k.id = $1
      and (k.status in ('PREQUEUE', 'WAITING') or (k.status = 'ACTIVE' and k.ends_at > t.now))
    returning k.id`,
};

/** $1 concert, $2 number, $3 now. */
export const POSITION = {
  name: 'queue-position',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    select
      (select count(*) from queue_token
        where concert_id = $1 and status = 'WAITING' and number < $2::bigint) + 1 as position,
      (select count(*) from admission
        where concert_id = $1 and admitted_at > t.now - interval '60 seconds') as admitted
    from t`,
};

/** The concerts where somebody waits. */
export const WAITED_FOR = {
  name: 'queue-waited-for',
  text: `
    select concert_id from queue q
    where exists (select from queue_token k
        where k.concert_id = q.concert_id and k.status = 'WAITING')
      or exists (select from queue_token k
        where k.concert_id = q.concert_id and k.status = 'PREQUEUE')`,
};

/** $1 token id. */
export const LOCK_TOKEN = {
  name: 'queue-lock-token',
  text: 'select id from queue_token where id = $1 for update',
};
