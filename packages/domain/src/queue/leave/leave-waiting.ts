import { noteCommit } from '../../kernel/database/outcome.ts';
import { admitLocked } from '../admission/admit.ts';
import { commitChange, type DepartedEntry, withQueueLock } from '../lock/queue-lock.ts';
import type { QueueContext } from '../queue-context.ts';
import type { QueueTokenClaims } from '../token/queue-token.ts';

/** Ends entries that wait. The caller holds the queue lock. $1 concert, $2 entry ids, $3 now. */
const LEAVE_WAITING = {
  name: 'queue-leave-waiting',
  text: `
    update queue_entry entry
    set status = 'LEFT', ended_at = coalesce($3::timestamptz, clock_timestamp())
    where entry.concert_id = $1 and entry.id = any($2::uuid[]) and (entry.status || '') in ('PREQUEUE', 'WAITING')
    returning entry.id, entry.number, entry.round, entry.arrival`,
};

/**
 * Ends an entry that waits. Returns false if it does not wait, or if the sale has closed. Resolves once every server shows the
 * departure, so that nobody behind it sees a better position on one server and a worse one on another.
 */
export async function leaveWaiting(
  ctx: QueueContext,
  { entryId, concertId }: QueueTokenClaims,
): Promise<boolean> {
  const leftAt = await ctx.queue.leaves.add(concertId, entryId, async (entryIds) => {
    const times = await endWaiting(ctx, { concertId, entryIds, evenIfClosed: false });
    return entryIds.map((id) => times.get(id) ?? null);
  });
  // The batch may have run in another call.
  noteCommit();
  if (leftAt === null) return false;
  await waitUntilDepartureVisible(ctx, { concertId, at: leftAt });
  return true;
}

/** Resolves once every server shows a departure that happened at that time. */
export async function waitUntilDepartureVisible(
  ctx: QueueContext,
  { concertId, at }: { concertId: string; at: number },
): Promise<void> {
  const { replicas } = ctx.queue;
  // The departure is committed, even if this process cannot read the queue at the moment.
  await replicas.getOrLoad(ctx, concertId).catch(() => {});
  await replicas.waitUntilVisible(ctx, at);
}

/**
 * Ends those of these entries that wait, even if the sale has closed. Returns when each of them left, in
 * milliseconds since 1970.
 */
export const leaveBatch = (
  ctx: QueueContext,
  concertId: string,
  entryIds: string[],
): Promise<Map<string, number>> => endWaiting(ctx, { concertId, entryIds, evenIfClosed: true });

async function endWaiting(
  ctx: QueueContext,
  {
    concertId,
    entryIds,
    evenIfClosed,
  }: { concertId: string; entryIds: string[]; evenIfClosed: boolean },
): Promise<Map<string, number>> {
  const times = await withQueueLock(ctx, concertId, async (locked) => {
    if (locked.queue.sale_closed && !evenIfClosed) return new Map<string, number>();
    const values = [concertId, entryIds, ctx.now()];
    const departed = await locked.tx.sql.rows<DepartedEntry>(LEAVE_WAITING, values);
    if (departed.length === 0) return new Map<string, number>();
    if (locked.queue.is_open) await admitLocked(locked, ctx.now());
    const change = await commitChange(locked, { now: ctx.now(), departed });
    return new Map(departed.map(({ id }) => [id, change?.at ?? 0]));
  });
  return times ?? new Map();
}
