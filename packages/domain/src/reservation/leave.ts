import type { DomainContext } from '../kernel/context.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { endToken } from '../queue/queue.service.ts';
import type { QueueTokenClaims } from '../queue/queue-token.ts';
import { RELEASE_HOLDS } from './reservation.sql.ts';

/**
 * Ends a place or pass at once, and gives back the live holds made with it.
 *
 * @throws QUEUE_TOKEN_EXPIRED when it had ended already
 */
export async function leave(ctx: DomainContext, claims: QueueTokenClaims): Promise<{ left: true }> {
  return inTransaction(ctx, async (tx) => {
    await endToken(tx, claims.tokenId, 'LEFT');
    await tx.sql.rows(RELEASE_HOLDS, [claims.tokenId, null, null, tx.now]);
    return { left: true };
  });
}
