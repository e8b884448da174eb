import type { UserView } from '@frontrow/contract/session';
import type { DomainContext } from '../kernel/context.ts';
import { noteOutcome, outcomeOf } from '../kernel/database/outcome.ts';
import { GroupCommit } from '../kernel/group-commit/group-commit.ts';

/**
 * The most look-ups in one statement, and the most statements at once. Each call begins with a look-up, so one statement
 * for each would cost as much as the rest of a call that shares its own.
 */
const LIMITS = { maxBatch: 128, atOnce: 2, besides: 16 };

const BY_ID = {
  name: 'user-by-id',
  text: 'select id, name, role from app_user where id = any($1::uuid[]) and deleted_at is null',
};

export interface UserContext extends DomainContext {
  /** By user id. Only calls with the same context may share them; without it each look-up is a statement. */
  lookUps?: GroupCommit<string, UserView | null>;
}

export const withUserLookUps = <Ctx extends DomainContext>(ctx: Ctx): Ctx & UserContext => ({
  ...ctx,
  lookUps: new GroupCommit(LIMITS),
});

/**
 * A user that is not deleted, or null. The statement begins after the call, so that it sees every deletion that was
 * answered before. Inside of a transaction it sees that transaction's changes.
 *
 * @param userId a uuid
 */
export async function findUser(ctx: UserContext, userId: string): Promise<UserView | null> {
  const id = userId.toLowerCase();
  if (!ctx.pool || !ctx.lookUps) return (await usersOf(ctx, [id]))[0] ?? null;
  try {
    return await ctx.lookUps.add('users', id, (ids) => usersOf(ctx, ids));
  } catch (cause) {
    // Each call gets an error of its own: what is noted for one must not count for another.
    throw noteOutcome(new Error('the user was not looked up', { cause }), outcomeOf(cause));
  }
}

async function usersOf({ sql }: DomainContext, ids: string[]): Promise<(UserView | null)[]> {
  const users = await sql.rows<UserView>(BY_ID, [[...new Set(ids)]]);
  const byId = new Map(users.map((user) => [user.id, user]));
  return ids.map((id) => byId.get(id) ?? null);
}
