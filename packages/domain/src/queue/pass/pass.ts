import type { QueueTicket } from '@frontrow/contract/queue';
import { inTransaction } from '../../kernel/database/transaction.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { QueueEntryRow } from '../entry/entry.sql.ts';
import { requireLiveEntry, ticketOfEntry } from '../poll/poll.ts';
import type { QueueContext } from '../queue-context.ts';
import type { QueueTokenClaims } from '../token/queue-token.ts';
import * as statements from './pass.sql.ts';

/*
 * A pass is an admitted entry. It starts unclaimed and expires after `claimSeconds`; the first call with
 * its token claims it, and it lasts until `hold_until`, which is `activeSeconds` after the admission. A
 * live hold made with it moves its expiry to the end of the hold. After `hold_until` a pass may read,
 * pay and release, but not hold. It ends with the payment, by leaving, or when it expires.
 */

/**
 * Requires an active pass. With `concertId` the pass must be of that concert.
 *
 * @throws QUEUE_TOKEN_EXPIRED, QUEUE_CLOSED if it waited when the sale closed, QUEUE_WAITING with the
 * position, QUEUE_TOKEN_INVALID for another concert
 */
export async function requirePass(
  ctx: QueueContext,
  claims: QueueTokenClaims,
  concertId: string | null,
): Promise<QueueEntryRow> {
  if (concertId !== null && claims.concertId !== concertId) {
    throw new DomainError('QUEUE_TOKEN_INVALID');
  }
  const entry = await requireLiveEntry(ctx, claims);
  if (entry.status !== 'ACTIVE') throw queueWaiting(await ticketOfEntry(ctx, entry, claims));
  return entry;
}

/** The refusal of a call that needs a pass, made with an entry that still waits. */
export const queueWaiting = ({
  position,
  estimatedWaitSeconds,
  pollAfterSeconds,
}: QueueTicket): DomainError<'QUEUE_WAITING'> =>
  new DomainError('QUEUE_WAITING', { position, estimatedWaitSeconds, pollAfterSeconds });

/** Claims a pass. The API does this for any call with a token, even one that is refused afterwards. */
export async function claim(ctx: QueueContext, { entryId }: QueueTokenClaims): Promise<void> {
  const { claimed } = ctx.queue;
  if (claimed.has(entryId)) return;
  const [row] = await ctx.sql.rows(statements.CLAIM, [entryId, ctx.now()]);
  // A transaction may still be rolled back.
  if (row && ctx.pool) claimed.note(entryId);
}

/** Runs `work` in a transaction that has locked the entry, so that no other change to it comes between. */
export const withPassLock = <Result>(
  ctx: QueueContext,
  { entryId }: Pick<QueueTokenClaims, 'entryId'>,
  work: (tx: QueueContext) => Promise<Result>,
): Promise<Result> =>
  inTransaction(ctx, async (tx) => {
    await tx.sql.rows(statements.LOCK_ENTRY, [entryId]);
    return work(tx);
  });

/** Ends a live pass. Returns false if there is none. The caller releases its holds. */
export async function leavePass(
  ctx: QueueContext,
  { entryId }: Pick<QueueTokenClaims, 'entryId'>,
): Promise<boolean> {
  const [left] = await ctx.sql.rows(statements.LEAVE_PASS, [entryId, ctx.now()]);
  if (left) ctx.queue.replicas.staleEntries.mark(entryId);
  return left !== undefined;
}
