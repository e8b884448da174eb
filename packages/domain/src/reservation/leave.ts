import type { DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { leavePlace } from '../queue/leave-place.ts';
import { leavePass } from '../queue/pass.ts';
import type { QueueTokenClaims } from '../queue/queue-token.ts';
import { RELEASE_HOLDS } from './reservation.sql.ts';

/**
 * Ends a place or pass at once, and gives back the live holds made with it.
 *
 * @throws QUEUE_TOKEN_EXPIRED when it had ended already
 */
export async function leave(ctx: DomainContext, claims: QueueTokenClaims): Promise<{ left: true }> {
  const left =
    (await leaveWithPass(ctx, claims)) ||
    (await leavePlace(ctx, claims)) ||
    // Admitted in between.
    (await leaveWithPass(ctx, claims));
  if (!left) throw new DomainError('QUEUE_TOKEN_EXPIRED');
  return { left };
}

const leaveWithPass = (ctx: DomainContext, claims: QueueTokenClaims): Promise<boolean> =>
  inTransaction(ctx, async (tx) => {
    if (!(await leavePass(tx, claims))) return false;
    await tx.sql.rows(RELEASE_HOLDS, [claims.tokenId, null, null, tx.now]);
    return true;
  });
