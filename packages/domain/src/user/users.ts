import type { Page } from '@frontrow/contract/primitives';
import { comparable } from '@frontrow/contract/text/names';
import type { AdminUserView, FindUsersInput } from '@frontrow/contract/user';
import { User } from '@frontrow/database/entities/user';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { comparableSql, patternOf } from '../kernel/database/pattern.ts';
import { inUnitOfWork, readByOrm } from '../kernel/database/unit-of-work.ts';
import { validationFailed } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { addUser } from './sign-in.ts';

/**
 * Creates a customer, or returns the user that has this externalId, unchanged.
 *
 * @throws VALIDATION_FAILED if a deleted user has this externalId
 */
export async function createUser(
  ctx: DomainContext,
  operator: Caller,
  input: { name: string; externalId?: string | undefined },
): Promise<AdminUserView> {
  const existing = await findByExternalId(ctx, input.externalId);
  if (existing) return adminUserViewOf(existing);
  try {
    return await inUnitOfWork(ctx, async (tx) => {
      const user = addUser(tx, input);
      await recordAction(tx, operator, { action: 'createUser', targetId: user.id });
      return adminUserViewOf(user);
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    // Another call created the user at the same time.
    const other = await findByExternalId(ctx, input.externalId);
    if (!other) throw error;
    return adminUserViewOf(other);
  }
}

/** @throws VALIDATION_FAILED if the user is deleted */
async function findByExternalId(
  ctx: DomainContext,
  externalId: string | undefined,
): Promise<User | null> {
  if (externalId === undefined) return null;
  const user = await readByOrm(ctx, (em) => em.findOne(User, { externalId }));
  if (user?.deletedAt)
    throw validationFailed(['externalId'], 'belongs to a deleted user, who can be restored');
  return user;
}

/**
 * The users that match all given filters: part of the name, ignoring case, and the external id. Ordered by
 * id and so, since ids are uuid v7, by the time of creation, the oldest first. Users who are not deleted, or only
 * those who are; erased ones are left out.
 */
export async function findUsers(
  ctx: DomainContext,
  { cursor, limit, name, externalId, deleted = false }: FindUsersInput,
): Promise<Page<AdminUserView>> {
  const values = [
    ...[deleted, name ? patternOf(comparable(name)) : null, externalId ?? null],
    ...[uuidCursor(cursor), limit + 1],
  ];
  const rows = await ctx.sql.rows<AdminUserView>(FIND_USERS, values);
  return pageFrom(rows, limit, { item: (user) => user, cursor: ({ id }) => id });
}

/** $1 whether deleted, $2 pattern of the name or null, $3 external id or null, $4 after this id or null, $5 limit. */
const FIND_USERS = {
  name: 'user-find',
  text: `
    select u.id, u.name, u.role, u.external_id as "externalId", u.created_at as "createdAt",
      u.deleted_at as "deletedAt"
    from app_user u
    where (u.deleted_at is not null) = $1::boolean and u.erased_at is null
      and ($2::text is null or ${comparableSql('u.name')} ilike $2) and ($3::text is null or u.external_id = $3)
      and ($4::uuid is null or u.id > $4)
    order by u.id limit $5`,
};

export const adminUserViewOf = (user: User): AdminUserView => ({
  id: user.id,
  name: user.name,
  role: user.role,
  externalId: user.externalId ?? null,
  createdAt: user.createdAt,
  deletedAt: user.deletedAt ?? null,
});
