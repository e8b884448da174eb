import type { DeleteUserInput, DeleteUserView } from '@frontrow/contract/user';
import { User } from '@frontrow/database/entities/user';
import { LockMode } from '@mikro-orm/core';
import { lockAccount } from '../balance/credit.ts';
import type { Caller } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';
import { inUnitOfWork } from '../kernel/database/unit-of-work.ts';
import { DomainError, validationFailed } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { leaveBatch, waitUntilDepartureVisible } from '../queue/leave/leave-waiting.ts';
import { END_PASSES_OF_USER } from '../queue/pass/pass.sql.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { RELEASE_HOLDS } from '../reservation/reservation.sql.ts';
import { noteChange } from '../seating/seating-context.ts';
import * as statements from './delete-user.sql.ts';

/*
 * A deleted user keeps the row, since the ledger, payments and tickets refer to it; `deleted_at` refuses all
 * further calls. Passes and holds end in the transaction of the deletion. Entries that wait are ended after it,
 * behind each queue's lock, so that a refused deletion costs nobody the place in a queue. If the call ends before
 * they are, another call ends them.
 */

/**
 * Deletes a user: ends the queue entries, releases the live holds and refuses all further calls. Ledger,
 * payments and tickets stay. Tells what the user had.
 *
 * @throws USER_NOT_FOUND, VALIDATION_FAILED without `force` if there is money in the balance, or a top-up that is
 * open or in attention
 */
export async function deleteUser(
  ctx: QueueContext,
  operator: Caller,
  { userId, force = false }: DeleteUserInput,
): Promise<DeleteUserView> {
  const left = await inUnitOfWork(ctx, async (tx) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const user = await tx.em.findOne(User, { id: userId }, { lockMode });
    if (!user) throw new DomainError('USER_NOT_FOUND');
    if (user.deletedAt) return null;
    const deleted = await deleteLocked(tx, user, { force });
    const details = force ? { force } : {};
    await recordAction(tx, operator, { action: 'deleteUser', targetId: userId, details });
    return deleted;
  });
  await leaveAllQueues(ctx, userId);
  if (!left) throw new DomainError('USER_NOT_FOUND');
  return left;
}

/** Deletes a user whose row the transaction has locked. The queues are to be left after it. */
export async function deleteLocked(
  tx: QueueContext,
  user: User,
  { force }: { force: boolean },
): Promise<DeleteUserView> {
  const { id: userId } = user;
  user.deletedAt = tx.now() ?? new Date();
  await tx.em.flush();
  noteChange(tx);
  let holds = 0;
  for (const { id } of await tx.sql.rows<{ id: string }>(END_PASSES_OF_USER, [userId, tx.now()])) {
    holds += (await tx.sql.rows(RELEASE_HOLDS, [id, null, null, tx.now()])).length;
  }
  // A unit of work reads bigints as text.
  const balance = Number(await lockAccount(tx, userId));
  const { tickets, top_ups: topUps } = await row<statements.LeftRow>(tx.sql, statements.LEFT, [
    userId,
  ]);
  if (!force && (balance > 0 || topUps > 0)) {
    throw validationFailed(
      ['force'],
      `must be true: the balance is ${balance}, and ${topUps} top-ups are open or in attention`,
    );
  }
  return { deleted: true, balance, holds, tickets };
}

/** Leaves all queues at the same time, so that a queue whose lock is taken does not delay the others. */
export async function leaveAllQueues(ctx: QueueContext, userId: string): Promise<void> {
  type WaitingEntry = { id: string; concert_id: string };
  const entries = await ctx.sql.rows<WaitingEntry>(statements.WAITING_ENTRIES_OF_USER, [userId]);
  const leave = async ({ id, concert_id: concertId }: WaitingEntry) => {
    const at = (await leaveBatch(ctx, concertId, [id])).get(id);
    if (at !== undefined) await waitUntilDepartureVisible(ctx, { concertId, at });
  };
  await Promise.all(entries.map(leave));
}
