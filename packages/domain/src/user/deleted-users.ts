import type { AdminUserView } from '@frontrow/contract/user';
import { User } from '@frontrow/database/entities/user';
import { LockMode } from '@mikro-orm/core';
import type { Caller } from '../kernel/context.ts';
import { inUnitOfWork } from '../kernel/database/unit-of-work.ts';
import { DomainError } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import * as statements from './delete-user.sql.ts';
import { deleteLocked, leaveAllQueues } from './delete-user.ts';
import { adminUserViewOf } from './users.ts';

/**
 * Lets a deleted user call again, with the balance, payments and tickets of before. Queue entries and holds stay
 * ended. A user who is not deleted is returned as it is.
 *
 * @throws USER_NOT_FOUND, also for an erased user
 */
export async function restoreUser(
  ctx: QueueContext,
  operator: Caller,
  { userId }: { userId: string },
): Promise<AdminUserView> {
  return inUnitOfWork(ctx, async (tx) => {
    const user = await lockUser(tx, userId);
    if (user.erasedAt) throw new DomainError('USER_NOT_FOUND');
    if (!user.deletedAt) return adminUserViewOf(user);
    user.deletedAt = null;
    await recordAction(tx, operator, { action: 'restoreUser', targetId: userId });
    return adminUserViewOf(user);
  });
}

/**
 * Erases what is known of a person: the name and the external id, which is free again, stored answers, and the
 * addresses of return pages. Ledger, payments and tickets stay, with the user's id. A user who is not deleted yet is
 * deleted first, without `force`.
 *
 * @throws USER_NOT_FOUND, VALIDATION_FAILED as by deleteUser
 */
export async function eraseUser(
  ctx: QueueContext,
  operator: Caller,
  { userId }: { userId: string },
): Promise<{ erased: true }> {
  await inUnitOfWork(ctx, async (tx) => {
    const user = await lockUser(tx, userId);
    if (user.erasedAt) return;
    if (!user.deletedAt) await deleteLocked(tx, user, { force: false });
    Object.assign(user, { name: '', externalId: null, erasedAt: tx.now() ?? new Date() });
    for (const statement of [
      statements.FORGET_ANSWERS,
      statements.FORGET_OLD_ANSWERS,
      statements.FORGET_ADDRESSES,
    ]) {
      await tx.sql.rows(statement, [userId]);
    }
    await recordAction(tx, operator, { action: 'eraseUser', targetId: userId });
  });
  await leaveAllQueues(ctx, userId);
  return { erased: true };
}

async function lockUser(tx: QueueContext, userId: string): Promise<User> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const user = await tx.em.findOne(User, { id: userId }, { lockMode });
  if (!user) throw new DomainError('USER_NOT_FOUND');
  return user;
}
