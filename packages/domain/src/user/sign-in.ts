import type { DevSignInInput, Role, UserView } from '@frontrow/contract/session';
import { name as nameSchema } from '@frontrow/contract/text/names';
import { Account } from '@frontrow/database/entities/balance';
import { User } from '@frontrow/database/entities/user';
import type { DomainContext } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError } from '../kernel/errors.ts';
import { isUuid } from '../kernel/uuid.ts';
import { findUser } from './user-look-ups.ts';

/**
 * The user of a verified bearer token: our own id, or the id at an external issuer. An unknown external id
 * becomes a new user with the role `createAs`; null refuses it.
 */
export type Subject = { userId: string } | { externalId: string; createAs: Role | null };

/** The most characters of a name. */
const MAX_NAME = 200;

const BY_EXTERNAL_ID = {
  name: 'user-by-external-id',
  text: 'select id, name, role from app_user where external_id = $1 and deleted_at is null',
};
const BY_NAME = {
  name: 'user-by-name',
  text: `
    select id, name, role from app_user
    where name = $1 and deleted_at is null order by created_at, id limit 1`,
};
const INSERT = {
  name: 'user-insert',
  text: `
    with added as (
      insert into app_user (id, name, external_id, role) values ($1, $2, $3, $4)
      on conflict (external_id) do nothing returning id, name, role
    ), account as (
      insert into account (user_id) select id from added
    )
    select id, name, role from added`,
};
const SET_ROLE = { name: 'user-set-role', text: 'update app_user set role = $2 where id = $1' };
/** Names are not unique, so no constraint stops two sign-ins from creating the same user. */
const LOCK_NAME = {
  name: 'user-lock-name',
  text: "select pg_advisory_xact_lock(hashtextextended('user ' || $1::text, 0))",
};

/**
 * The user of a bearer token. It is looked up in every call, so that a deleted user is refused at once.
 *
 * @throws USER_NOT_FOUND
 */
export async function requireUser(ctx: DomainContext, subject: Subject): Promise<UserView> {
  if ('userId' in subject) return requireUserById(ctx, subject.userId);
  const { externalId, createAs } = subject;
  const [existing] = await ctx.sql.rows<UserView>(BY_EXTERNAL_ID, [externalId]);
  if (existing) return existing;
  if (!createAs) throw new DomainError('USER_NOT_FOUND');
  const name = nameFrom(externalId);
  const [added] = await ctx.sql.rows<UserView>(INSERT, [ctx.newId(), name, externalId, createAs]);
  if (added) return added;
  // Another call inserted the user at the same time; the user may also have been deleted since.
  const [other] = await ctx.sql.rows<UserView>(BY_EXTERNAL_ID, [externalId]);
  if (!other) throw new DomainError('USER_NOT_FOUND');
  return other;
}

/** External ids may have characters that names must not have. */
const nameFrom = (externalId: string): string =>
  nameSchema.safeParse([...externalId].slice(0, MAX_NAME).join('')).data ?? 'Customer';

/** @throws USER_NOT_FOUND, also if the id is not a uuid */
async function requireUserById(ctx: DomainContext, userId: string): Promise<UserView> {
  const user = isUuid(userId) ? await findUser(ctx, userId) : null;
  if (!user) throw new DomainError('USER_NOT_FOUND');
  return user;
}

/**
 * Finds the first user with this name and sets the role if one is given, or creates a user. Only for
 * development: it checks no password.
 */
export async function devSignIn(
  ctx: DomainContext,
  { name, role }: DevSignInInput,
): Promise<UserView> {
  return inTransaction(ctx, async (tx) => {
    await tx.sql.rows(LOCK_NAME, [name]);
    const [existing] = await tx.sql.rows<UserView>(BY_NAME, [name]);
    if (!existing) {
      const values = [tx.newId(), name, null, role ?? 'customer'];
      const [added] = await tx.sql.rows<UserView>(INSERT, values);
      if (!added) throw new Error('the user was not inserted');
      return added;
    }
    if (!role || role === existing.role) return existing;
    await tx.sql.rows(SET_ROLE, [existing.id, role]);
    return { ...existing, role };
  });
}

/** Creates a customer with an empty account, in the caller's unit of work. */
export function addUser(
  ctx: DomainContext,
  { name, externalId }: { name: string; externalId?: string | undefined },
): User {
  const id = ctx.newId();
  const user = { id, name, externalId: externalId ?? null, role: 'customer' as const };
  ctx.em.create(Account, { user: id, balance: 0 });
  return ctx.em.create(User, { ...user, createdAt: new Date() });
}
