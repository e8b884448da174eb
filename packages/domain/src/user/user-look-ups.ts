import type { UserView } from '@frontrow/contract/session';
import type { DomainContext } from '../kernel/context.ts';
import { byColumn, LookUps } from '../kernel/group-commit/look-ups.ts';

const BY_ID = {
  name: 'user-by-id',
  text: 'select id, name, role from app_user where id = any($1::uuid[]) and deleted_at is null',
};

const users = new LookUps(async ({ sql }: DomainContext, ids) =>
  byColumn(await sql.rows<UserView>(BY_ID, [ids]), 'id'),
);

/**
 * A user that is not deleted, or null.
 *
 * @param userId a uuid
 */
export const findUser = (ctx: DomainContext, userId: string): Promise<UserView | null> =>
  users.find(ctx, userId.toLowerCase());
