import { inTransaction } from '../kernel/database/transaction.ts';
import { refusalOfEndedId } from '../queue/entry/ended.ts';
import { leaveWaiting } from '../queue/leave/leave-waiting.ts';
import { leavePass } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { QueueTokenClaims } from '../queue/token/queue-token.ts';
import { noteChange } from '../seating/seating-context.ts';
import { RELEASE_HOLDS } from './reservation.sql.ts';

/**
 * Ends a queue entry, waiting or admitted, and releases the live holds made with it.
 *
 * @throws QUEUE_TOKEN_EXPIRED if it had ended before, QUEUE_CLOSED if it waited when the sale closed
 */
export async function leaveQueue(
  ctx: QueueContext,
  claims: QueueTokenClaims,
): Promise<{ left: true }> {
  const left =
    (await leaveWithPass(ctx, claims)) ||
    (await leaveWaiting(ctx, claims)) ||
    // It may have been admitted between the two.
    (await leaveWithPass(ctx, claims));
  if (!left) throw await refusalOfEndedId(ctx, claims.entryId);
  return { left };
}

const leaveWithPass = (ctx: QueueContext, claims: QueueTokenClaims): Promise<boolean> =>
  inTransaction(ctx, async (tx) => {
    if (!(await leavePass(tx, claims))) return false;
    noteChange(tx);
    await tx.sql.rows(RELEASE_HOLDS, [claims.entryId, null, null, tx.now()]);
    return true;
  });
