import type { DomainContext } from '../../kernel/context.ts';
import { inBatches, type Sweep } from '../../kernel/database/batches.ts';
import { WAITED_FOR } from '../entry/entry.sql.ts';
import { commitChange, type DepartedEntry, withQueueLock } from '../lock/queue-lock.ts';

/** The concerts whose sale closed before the retention, with entries that still wait. $1 seconds, $2 now. */
const CLOSED_LONG_AGO = {
  name: 'purge-closed-concerts',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select c.id from concert c join queue q on q.concert_id = c.id, t
    where c.sales_close_at <= t.now - make_interval(secs => $1) and ${WAITED_FOR}`,
};

/**
 * Deletes entries that still wait in a concert whose sale closed before the retention. The caller holds
 * the queue lock. $1 retention in seconds, $2 batch size, $3 now, $4 concert.
 */
const DELETE_WAITING = {
  name: 'purge-closed-entries',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now),
    closed as materialized (
      select c.id from concert c, t
      where c.id = $4 and c.sales_close_at <= t.now - make_interval(secs => $1)
    ),
    due as materialized (
      (select entry.id from queue_entry entry, closed where entry.concert_id = $4 and entry.status = 'WAITING')
      union all
      (select entry.id from queue_entry entry, closed where entry.concert_id = $4 and entry.status = 'PREQUEUE')
      limit $2
    )
    delete from queue_entry entry using due where entry.id = due.id
    returning entry.id, entry.number, entry.round, entry.arrival`,
};

/**
 * Deletes entries that waited when the sale closed, once they are older than the retention: from then on
 * a later `salesCloseAt` does not bring them back. Returns how many.
 */
export async function purgeClosedQueues(
  ctx: DomainContext,
  { retentionSeconds, ...sweep }: Sweep & { retentionSeconds: number },
): Promise<number> {
  const values = [retentionSeconds, ctx.now()];
  const concerts = await ctx.sql.rows<{ id: string }>(CLOSED_LONG_AGO, values);
  const { batch, pace, signal, onBatch } = sweep;
  let purged = 0;
  for (const { id: concertId } of concerts) {
    purged += await inBatches({ batch, pace, signal, onBatch }, () => {
      return deleteBatch(ctx, { concertId, retentionSeconds, batch });
    });
  }
  return purged;
}

async function deleteBatch(
  ctx: DomainContext,
  {
    concertId,
    retentionSeconds,
    batch,
  }: { concertId: string; retentionSeconds: number; batch: number },
): Promise<DepartedEntry[]> {
  const deleted = await withQueueLock(ctx, concertId, async (locked) => {
    const values = [retentionSeconds, batch, ctx.now(), concertId];
    const departed = await locked.tx.sql.rows<DepartedEntry>(DELETE_WAITING, values);
    if (departed.length > 0) await commitChange(locked, { now: ctx.now(), departed });
    return departed;
  });
  return deleted ?? [];
}
