import { isUuid } from '../../kernel/uuid.ts';
import { SALE_CLOSED } from '../entry/entry.sql.ts';

/** The queue as it was read together with its lock. */
export interface LockedQueueRow {
  /** In whole milliseconds, the resolution of a Date. */
  now: Date;
  /** The sequence number of the last change in the change log. */
  seq: number;
  round: number;
  last_arrival: number;
  closed: boolean;
  is_open: boolean;
  sale_closed: boolean;
}

/**
 * Locks the queue row of a concert and returns it with the time at which the lock was granted. With
 * `wait: false` it returns no row if another transaction has the lock. The values are part of the text,
 * since the text is sent together with BEGIN and a script takes no parameters.
 *
 * A script that waits for the lock has a statement of its own for that: the dates stand in the row of the
 * concert, which a statement that waits would read as it was before the holder of the lock changed it.
 */
export const lockQueue = (
  concertId: string,
  { wait, now }: { wait: boolean; now: Date | null },
) => `
    ${wait ? `select from queue where concert_id = '${uuid(concertId)}' for update;` : ''}
    with locked as materialized (
      select * from queue where concert_id = '${uuid(concertId)}'
      for update skip locked
    ),
    t as materialized (
      select date_trunc('milliseconds', ${timeOf(now)}) as now from locked
    )
    select t.now, q.seq, q.round, q.last_arrival, q.closed,
      coalesce(coalesce(q.opens_at, c.sales_open_at) <= t.now, true) as is_open,
      ${SALE_CLOSED} as sale_closed
    from locked q join concert c on c.id = q.concert_id cross join t`;

export interface LoggedChange {
  seq: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** The part of a change that the statement cannot compute by itself. */
export interface Departures {
  concertId: string;
  /** Numbers of waiting entries that left. */
  left: number[];
  /** Numbers that a draw has just given to entries that left before; they were counted when they left. */
  gone: number[];
  /** Arrivals of pre-queue entries that left without a number, and the round of their draw. */
  leftArrivals: number[];
  round: number;
  now: Date | null;
}

/**
 * Appends to the change log: the new watermark and the departures. Writes nothing and returns no row if
 * nothing changed. The caller holds the queue lock. The values are part of the text, since the text is
 * sent together with COMMIT: servers show a change a fixed time after its timestamp, so nothing may
 * separate the timestamp from the commit.
 */
export function logChange(change: Departures): string {
  const { concertId, left, gone, leftArrivals, round, now } = change;
  const concert = `'${uuid(concertId)}'::uuid`;
  const array = (numbers: number[]) => `'{${numbers.map(integer).join()}}'::bigint[]`;
  const departures = left.length + gone.length + leftArrivals.length;
  return `
    -- 1. The time of the change.
    with t as materialized (select ${timeOf(now)} as now),
    -- 2. How far an unfinished draw has given its numbers, if there is one.
    draws as materialized (
      select min(after_number + numbered) as numbered_to from draw
      where concert_id = ${concert} and frozen_at is not null and numbered < entrants
    ),
    -- 3. The watermark: the number before the first that waits, and not beyond what the draw has given.
    new_watermark as materialized (
      select least(
        coalesce((select entry.number from queue_entry entry
          where entry.concert_id = ${concert} and entry.status = 'WAITING' order by entry.number limit 1),
          q.last_number + 1) - 1,
        draws.numbered_to) as watermark, draws.numbered_to
      from queue q, draws where q.concert_id = ${concert}
    ),
    -- 4. If anything changed: the next sequence number and the counters of the statistics.
    changed as (
      update queue q set seq = q.seq + 1, watermark = greatest(q.watermark, new_watermark.watermark),
        numbered_to = new_watermark.numbered_to,
        left_waiting = q.left_waiting + ${left.length}
          + case when ${integer(round)} < q.round then ${leftArrivals.length} else 0 end,
        left_prequeue = q.left_prequeue
          + case when ${integer(round)} < q.round then 0 else ${leftArrivals.length} end
      from new_watermark
      where q.concert_id = ${concert} and (new_watermark.watermark > q.watermark or ${departures} > 0
        or new_watermark.numbered_to is distinct from q.numbered_to)
      returning q.seq, q.watermark, new_watermark.numbered_to, q.round as open_round
    ),
    -- 5. The row of the change log.
    logged as (
      insert into queue_change
        (concert_id, seq, at, watermark, numbered_to, open_round, left_numbers, left_arrivals, round)
      select ${concert}, changed.seq, t.now, changed.watermark, changed.numbered_to,
        changed.open_round, ${array([...left, ...gone])},
        ${array(leftArrivals)}, ${integer(round)}
      from changed, t
    )
    -- 6. The answer, and a notification to all servers.
    select changed.seq, (extract(epoch from t.now) * 1000)::float8 as at,
      pg_notify('frontrow_queue', ${concert}::text)
    from changed, t`;
}

const timeOf = (now: Date | null): string =>
  now ? `'${now.toISOString()}'::timestamptz` : 'clock_timestamp()';

function integer(value: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`${value} is not an integer`);
  return number;
}

function uuid(id: string): string {
  if (!isUuid(id)) throw new Error(`${id} is not a uuid`);
  return id;
}

/** Deletes changes that all servers have read; one that has not loads the whole queue. $1 now. */
export const DELETE_OLD_CHANGES = {
  name: 'queue-delete-old-changes',
  byIndex: true as const,
  text: `
    with t as materialized (
      select coalesce($1::timestamptz, clock_timestamp()) - interval '5 minutes' as old
    )
    delete from queue_change c using t where c.at < t.old`,
};
