import type { Page, PageInput } from '@frontrow/contract/primitives';
import type { AdminUserView } from '@frontrow/contract/user';
import { User } from '@frontrow/database/entities/user';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Caller } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { inUnitOfWork } from '../kernel/database/transaction.ts';
import { DomainError, validationFailed } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { leaveTogether, waitUntilDepartureVisible } from '../queue/leave/leave-waiting.ts';
import { END_PASSES_OF_USER } from '../queue/pass/pass.sql.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { RELEASE_HOLDS } from '../reservation/reservation.sql.ts';
import { addUser } from './sign-in.ts';

/** $1 user. */
const PLACES_OF_USER = {
  name: 'queue-places-of-user',
  text: `
    select id, concert_id from queue_entry
    where user_id = $1 and status in ('PREQUEUE', 'WAITING')`,
};

/** @throws VALIDATION_FAILED for an externalId that another user has */
export async function createUser(
  ctx: QueueContext,
  operator: Caller,
  input: { name: string; externalId?: string | undefined },
): Promise<AdminUserView> {
  try {
    return await inUnitOfWork(ctx, async (tx) => {
      const user = addUser(tx, input);
      await recordAction(tx, operator, { action: 'createUser', targetId: user.id, details: input });
      return userView(user);
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw validationFailed(['externalId'], 'belongs to another user');
  }
}

/** Users by part of the name, in any case, or by external id; in the order of their creation. */
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
  const rows = await ctx.em.fork().find(
    User,
    {
      deletedAt: null,
      ...(name ? { name: { $ilike: `%${name.replace(/[\\%_]/g, '\\$&')}%` } } : {}),
      ...(externalId ? { externalId } : {}),
      ...(after ? { id: { $gt: after } } : {}),
    },
    { orderBy: { id: 'asc' }, limit: limit + 1 },
  );
  return pageFrom(rows, limit, { item: userView, cursor: ({ id }) => id });
}

/**
 * Shuts a user out: tokens end, live holds are released, calls are refused. Ledger, payments and
 * tickets stay.
 *
 * @throws USER_NOT_FOUND
 */
export async function deleteUser(
  ctx: QueueContext,
  operator: Caller,
  { userId }: { userId: string },
): Promise<{ deleted: true }> {
  // Before it, so that a cut leaves nobody who is gone in a line; after it, for who came meanwhile.
  await leaveAllPlaces(ctx, userId);
  await inUnitOfWork(ctx, async (tx) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const user = await tx.em.findOne(User, { id: userId, deletedAt: null }, { lockMode });
    if (!user) throw new DomainError('USER_NOT_FOUND');
    user.deletedAt = tx.now() ?? new Date();
    await tx.em.flush();
    const passes = await tx.sql.rows<{ id: string }>(END_PASSES_OF_USER, [userId, tx.now()]);
    for (const { id } of passes) await tx.sql.rows(RELEASE_HOLDS, [id, null, null, tx.now()]);
    await recordAction(tx, operator, { action: 'deleteUser', targetId: userId });
  });
  await leaveAllPlaces(ctx, userId);
  return { deleted: true };
}

/** Each line by itself: one that is held up does not hold up the others. */
async function leaveAllPlaces(ctx: QueueContext, userId: string): Promise<void> {
  const places = await ctx.sql.rows<{ id: string; concert_id: string }>(PLACES_OF_USER, [userId]);
  const leave = async ({ id, concert_id: concertId }: (typeof places)[number]) => {
    const at = (await leaveTogether(ctx, concertId, [id])).get(id);
    if (at !== undefined) await waitUntilDepartureVisible(ctx, { concertId, at });
  };
  await Promise.all(places.map(leave));
}

const userView = (user: User): AdminUserView => ({
  id: user.id,
  name: user.name,
  role: user.role,
  externalId: user.externalId ?? null,
  createdAt: user.createdAt,
});
