import type { AdminUserView } from '@frontrow/contract/admin';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import { User } from '@frontrow/database/entities/user';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { DomainError, validationFailed } from '../kernel/errors.ts';
import { inUnitOfWork } from '../kernel/transaction.ts';
import { leavePlaces, leftIsShown } from '../queue/leave-place.ts';
import { RELEASE_HOLDS } from '../reservation/reservation.sql.ts';
import { addUser } from '../session/session.service.ts';
import { recordAction } from './actions.ts';

/** $1 user, $2 now. */
const END_PASSES_OF_USER = {
  name: 'queue-end-passes-of-user',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    update queue_token k set
      status = case when k.ends_at <= t.now then 'EXPIRED' else 'LEFT' end,
      ended_at = least(k.ends_at, t.now)
    from t where k.user_id = $1 and k.status = 'ACTIVE'
    returning k.id`,
};

/** Concerts in whose line the user has a place, in the order in which they are locked. $1 user. */
const PLACES_OF_USER = {
  name: 'queue-places-of-user',
  text: `
    select id, concert_id from queue_token
    where user_id = $1 and status in ('PREQUEUE', 'WAITING') order by concert_id`,
};

/** @throws VALIDATION_FAILED for an externalId that another user has */
export async function createUser(
  ctx: DomainContext,
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
  ctx: DomainContext,
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
  ctx: DomainContext,
  operator: Caller,
  { userId }: { userId: string },
): Promise<{ deleted: true }> {
  const left = await inUnitOfWork(ctx, async (tx) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const user = await tx.em.findOne(User, { id: userId, deletedAt: null }, { lockMode });
    if (!user) throw new DomainError('USER_NOT_FOUND');
    user.deletedAt = tx.now ?? new Date();
    await tx.em.flush();
    const leaves: { concertId: string; at: number }[] = [];
    const places = await tx.sql.rows<{ id: string; concert_id: string }>(PLACES_OF_USER, [userId]);
    for (const { id, concert_id: concertId } of places) {
      const times = await leavePlaces(tx, concertId, [id]);
      for (const at of times.values()) leaves.push({ concertId, at });
    }
    const passes = await tx.sql.rows<{ id: string }>(END_PASSES_OF_USER, [userId, tx.now]);
    for (const { id } of passes) await tx.sql.rows(RELEASE_HOLDS, [id, null, null, tx.now]);
    await recordAction(tx, operator, { action: 'deleteUser', targetId: userId });
    return leaves;
  });
  for (const leave of left) await leftIsShown(ctx, leave);
  return { deleted: true };
}

const userView = (user: User): AdminUserView => ({
  id: user.id,
  name: user.name,
  role: user.role,
  externalId: user.externalId ?? null,
  createdAt: user.createdAt,
});
