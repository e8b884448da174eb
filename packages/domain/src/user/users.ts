import type { Page, PageInput } from '@frontrow/contract/primitives';
import type { AdminUserView } from '@frontrow/contract/user';
import { User } from '@frontrow/database/entities/user';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Caller } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { patternOf } from '../kernel/database/pattern.ts';
import { inUnitOfWork, readByOrm } from '../kernel/database/unit-of-work.ts';
import { DomainError, validationFailed } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { leaveBatch, waitUntilDepartureVisible } from '../queue/leave/leave-waiting.ts';
import { END_PASSES_OF_USER } from '../queue/pass/pass.sql.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { RELEASE_HOLDS } from '../reservation/reservation.sql.ts';
import { noteChange } from '../seating/seating-context.ts';
import { addUser } from './sign-in.ts';

/*
 * What operators do with users. A deleted user keeps the row, since the ledger, payments and tickets refer
 * to it; `deleted_at` refuses all further calls.
 *
 * A deletion also ends the user's queue entries and holds. Waiting entries are ended behind each queue's
 * lock, in transactions of their own, before and after the deletion; passes and holds are ended together
 * with it.
 */

/** The user's entries that wait. $1 user. */
const WAITING_ENTRIES_OF_USER = {
  name: 'queue-waiting-entries-of-user',
  text: `
    select id, concert_id from queue_entry
    where user_id = $1 and status in ('PREQUEUE', 'WAITING')`,
};

/**
 * Creates a customer, or returns the user that has this externalId, unchanged.
 *
 * @throws VALIDATION_FAILED if a deleted user has this externalId
 */
export async function createUser(
  ctx: QueueContext,
  operator: Caller,
  input: { name: string; externalId?: string | undefined },
): Promise<AdminUserView> {
  const existing = await findByExternalId(ctx, input.externalId);
  if (existing) return userView(existing);
  try {
    return await inUnitOfWork(ctx, async (tx) => {
      const user = addUser(tx, input);
      await recordAction(tx, operator, { action: 'createUser', targetId: user.id, details: input });
      return userView(user);
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    // Another call created the user at the same time.
    const other = await findByExternalId(ctx, input.externalId);
    if (!other) throw error;
    return userView(other);
  }
}

/** @throws VALIDATION_FAILED if the user is deleted */
async function findByExternalId(
  ctx: QueueContext,
  externalId: string | undefined,
): Promise<User | null> {
  if (externalId === undefined) return null;
  const user = await readByOrm(ctx, (em) => em.findOne(User, { externalId }));
  if (user?.deletedAt) throw validationFailed(['externalId'], 'belongs to a deleted user');
  return user;
}

/**
 * The users that match all given filters: part of the name, ignoring case, and the external id. Ordered by
 * id and so, since ids are uuid v7, by the time of creation, the oldest first. Deleted users are left out.
 */
export async function findUsers(
  ctx: QueueContext,
  {
    cursor,
    limit,
    name,
    externalId,
  }: PageInput & { name?: string | undefined; externalId?: string | undefined },
): Promise<Page<AdminUserView>> {
  const after = uuidCursor(cursor);
  const wanted = {
    deletedAt: null,
    ...(name ? { name: { $ilike: patternOf(name) } } : {}),
    ...(externalId ? { externalId } : {}),
    ...(after ? { id: { $gt: after } } : {}),
  };
  const rows = await readByOrm(ctx, (em) =>
    em.find(User, wanted, { orderBy: { id: 'asc' }, limit: limit + 1 }),
  );
  return pageFrom(rows, limit, { item: userView, cursor: ({ id }) => id });
}

/**
 * Deletes a user: ends the queue entries, releases the live holds and refuses all further calls. Ledger,
 * payments and tickets stay.
 *
 * @throws USER_NOT_FOUND
 */
export async function deleteUser(
  ctx: QueueContext,
  operator: Caller,
  { userId }: { userId: string },
): Promise<{ deleted: true }> {
  // Before the deletion, so that an interrupted call leaves no waiting entry of a deleted user; after it,
  // to end entries that were created in between.
  await leaveAllQueues(ctx, userId);
  await inUnitOfWork(ctx, async (tx) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const user = await tx.em.findOne(User, { id: userId, deletedAt: null }, { lockMode });
    if (!user) throw new DomainError('USER_NOT_FOUND');
    user.deletedAt = tx.now() ?? new Date();
    await tx.em.flush();
    noteChange(tx);
    const passes = await tx.sql.rows<{ id: string }>(END_PASSES_OF_USER, [userId, tx.now()]);
    for (const { id } of passes) await tx.sql.rows(RELEASE_HOLDS, [id, null, null, tx.now()]);
    await recordAction(tx, operator, { action: 'deleteUser', targetId: userId });
  });
  await leaveAllQueues(ctx, userId);
  return { deleted: true };
}

/** Leaves all queues at the same time, so that a queue whose lock is taken does not delay the others. */
async function leaveAllQueues(ctx: QueueContext, userId: string): Promise<void> {
  type WaitingEntry = { id: string; concert_id: string };
  const entries = await ctx.sql.rows<WaitingEntry>(WAITING_ENTRIES_OF_USER, [userId]);
  const leave = async ({ id, concert_id: concertId }: WaitingEntry) => {
    const at = (await leaveBatch(ctx, concertId, [id])).get(id);
    if (at !== undefined) await waitUntilDepartureVisible(ctx, { concertId, at });
  };
  await Promise.all(entries.map(leave));
}

const userView = (user: User): AdminUserView => ({
  id: user.id,
  name: user.name,
  role: user.role,
  externalId: user.externalId ?? null,
  createdAt: user.createdAt,
});
