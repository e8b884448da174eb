import { WAITED_FOR } from '../entry/entry.sql.ts';

/** What a replica copies of a queue. Times are milliseconds since 1970. */
export interface ReplicaRow {
  concert_id: string;
  seq: number;
  watermark: number;
  last_number: number;
  round: number;
  last_arrival: number;
  left_prequeue: number;
  admitted: number;
  left_waiting: number;
  max_active: number;
  admit_per_minute: number;
  active_seconds: number;
  /** The lesser of `claimSeconds` and `activeSeconds`. */
  claim_seconds: number;
  poll_after_seconds: number;
  paused: boolean;
  message: string | null;
  /** The opening; null: always open. */
  opens_at: Date | null;
  sales_close_at: number | null;
  /** The time of the statement: the row includes everything that was committed before it. */
  as_of: number;
  numbered_to: number | null;
  /** Draws whose list is final and whose numbers are not all below the watermark. */
  draws: DrawState[];
}

export interface DrawState {
  round: number;
  /** The first number of the draw less one. */
  after: number;
  entrants: number;
  /** How many of its numbers have been given. */
  numbered: number;
  /** Whether the seed is revealed. */
  revealed: boolean;
}

/** One row of the change log. */
export interface ChangeRow {
  seq: number;
  at: number;
  watermark: number;
  numberedTo: number | null;
  openRound: number;
  left: number[];
  leftArrivals: number[];
  round: number;
}

const MILLISECONDS = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;

/** The time of the statement. @param now the parameter with it, such as `$2` */
const milliseconds = (now: string) =>
  MILLISECONDS(`coalesce(${now}::timestamptz, statement_timestamp())`);

/** @param now the parameter with the statement time, such as `$2` */
const columns = (now: string) => `
  q.concert_id, q.seq, q.watermark, q.last_number, q.round, q.last_arrival, q.left_prequeue,
  q.admitted, q.left_waiting, q.max_active, q.admit_per_minute, q.active_seconds,
  least(q.claim_seconds, q.active_seconds) as claim_seconds, q.poll_after_seconds, q.paused, q.message,
  coalesce(q.opens_at, c.sales_open_at) as opens_at,
  ${MILLISECONDS('c.sales_close_at')} as sales_close_at, q.numbered_to,
  ${milliseconds(now)} as as_of,
  coalesce((
    select json_agg(json_build_object('round', d.round, 'after', d.after_number,
      'entrants', d.entrants, 'numbered', d.numbered, 'revealed', d.drawn_at is not null)
      order by d.round)
    from draw d where d.concert_id = q.concert_id and d.after_number + d.entrants > q.watermark
  ), '[]') as draws`;

/** The most changes of one refresh. A replica that is further behind is loaded again. */
export const MAX_CHANGES = 1_000;

/** What a refresh answers with each row, and without a queue if none of those that it was asked for has changed. */
export interface ReadRow {
  /** The time of the statement. */
  read_at: number;
  /** The snapshot of the statement, as the parameter of the next refresh. */
  seen: string;
  /** Queues that have changed and that it was not asked for. Null: none. */
  others: string[] | null;
}

/**
 * The current rows of those of some queues that have changed since an earlier refresh, with the changes after those that
 * the replicas have. At least one row. A row that was written by a transaction which the earlier refresh cannot have
 * seen may have changed; so the rows of all queues are looked at, but hardly any is read. Of an unfinished draw
 * something changes without the queue, so its queue is always read. Of other queues it only tells that they have
 * changed. If nothing was committed since, it looks at no row. $1 concerts, $2 the last change of each, $3 what was
 * seen; null reads all, $4 now.
 */
export const REFRESH_REPLICAS = {
  name: 'replicas-refresh',
  seconds: 2,
  text: `
    with since as materialized (
      -- A database that lost transactions in a failover may give their numbers again.
      select case when seen <= pg_snapshot_xmax(pg_current_snapshot()) then age(seen::xid) end as age
      from pg_snapshot_xmin($3::text::pg_snapshot) as seen
      -- The same snapshot sees the same rows.
      where $3::text is distinct from pg_current_snapshot()::text
    ),
    changed as materialized (
      select concert_id from queue, since
      where since.age is null or age(queue.xmin) <= since.age or numbered_to is not null
      union
      select id from concert, since where age(concert.xmin) <= since.age
    )
    select ${milliseconds('$4')} as read_at, pg_current_snapshot()::text as seen,
      others.ids as others, answer.*
    from (
      select array_agg(concert_id::text) as ids from changed
      where concert_id <> all ($1::uuid[]) and exists (select from since where age is not null)
    ) others left join lateral (
      select ${columns('$4')},
        case when q.seq > known.seq then (
          select json_agg(json_build_object('seq', c.seq, 'at', ${MILLISECONDS('c.at')},
            'watermark', c.watermark, 'numberedTo', c.numbered_to, 'openRound', c.open_round,
            'left', c.left_numbers, 'leftArrivals', c.left_arrivals, 'round', c.round) order by c.seq)
          from (select * from queue_change
            where concert_id = q.concert_id and seq > known.seq order by seq limit ${MAX_CHANGES}) c
        ) end as changes
      from unnest($1::uuid[], $2::bigint[]) as known(concert_id, seq)
        join queue q on q.concert_id = known.concert_id join concert c on c.id = q.concert_id
      where q.concert_id = any(array(select concert_id from changed))
    ) answer on true`,
};

/** The ranges of ids between first and last for which there is no row. */
const gaps = (ids: string, first: string, last: string) => `
  (select json_agg(json_build_array(before + 1, id - 1) order by id) from (
    select id, lag(id, 1, ${first}) over (order by id) as before
    from (${ids} union all select ${last} + 1) as present(id)
  ) steps where id - before > 1)`;

/**
 * Whole queues. The entries that left are the gaps between those that wait. Reads all waiting entries in
 * the order of an index. $1 concerts, $2 now.
 */
export const LOAD_REPLICAS = {
  name: 'replica-load',
  seconds: 30,
  byIndex: true as const,
  text: `
    select ${columns('$2')},
      ${gaps(
        "select number from queue_entry where concert_id = q.concert_id and status = 'WAITING' and number > q.watermark",
        'q.watermark',
        'q.last_number',
      )} as left,
      (select json_agg(json_build_array(r.round, ${gaps(
        "select arrival from queue_entry where concert_id = q.concert_id and status = 'PREQUEUE' and round = r.round",
        '0',
        'r.last',
      )}))
      from (
        select q.round as round, q.last_arrival as last
        union all
        select d.round, d.entrants from draw d
        where d.concert_id = q.concert_id and d.frozen_at is not null and d.numbered < d.entrants
      ) r) as left_arrivals
    from unnest($1::uuid[]) as asked(id) join queue q on q.concert_id = asked.id
      join concert c on c.id = q.concert_id`,
};

/** All queues with an entry that waits, open or not, and how many numbers and arrivals a load looks at. */
export const QUEUES_WITH_WAITING = {
  name: 'replicas-queues-with-waiting',
  text: `
    select q.concert_id, q.last_number - q.watermark + q.last_arrival as entries from queue q
    where ${WAITED_FOR}`,
};
