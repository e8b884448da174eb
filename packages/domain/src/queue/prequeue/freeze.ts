import type { LockedQueue } from '../lock/queue-lock.ts';
import { newSeed } from './seed.ts';

/**
 * If the opening has come: makes the list of the open round final, reserves the next queue numbers for it
 * and begins the next round. One statement, whatever the length of the list. The caller holds the queue
 * lock. $1 concert, $2 seed of the next round, $3 now.
 */
export const FREEZE = {
  name: 'prequeue-freeze',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now),
    q as materialized (
      select q.* from queue q join concert c on c.id = q.concert_id, t
      where q.concert_id = $1 and q.last_arrival > 0
        and coalesce(coalesce(q.opens_at, c.sales_open_at) <= t.now, true)
    ),
    frozen as (
      update draw d set frozen_at = t.now, entrants = q.last_arrival, after_number = q.last_number,
        source = q.draw_source
      from q, t where d.concert_id = $1 and d.round = q.round and d.frozen_at is null
      returning d.round, d.entrants
    ),
    next as (
      insert into draw (concert_id, round, seed) select $1, round + 1, $2 from frozen
    )
    update queue set round = frozen.round + 1, last_number = queue.last_number + frozen.entrants,
      left_waiting = queue.left_waiting + queue.left_prequeue, last_arrival = 0, left_prequeue = 0,
      draw_source = null
    from frozen where queue.concert_id = $1
    returning queue.round`,
};

/** Makes the list of the pre-queue final if the opening has come. The caller holds the queue lock. */
export async function freezeIfDue({ queue, tx, concertId }: LockedQueue): Promise<void> {
  if (!queue.is_open || queue.last_arrival === 0) return;
  const [frozen] = await tx.sql.rows<{ round: number }>(FREEZE, [concertId, newSeed(), tx.now()]);
  if (!frozen) return;
  queue.round = frozen.round;
  queue.last_arrival = 0;
}
