import { z } from 'zod';
import { externalId, id, money, pageInput, pageOf, text } from './primitives.ts';
import { userView } from './session.ts';
import { name } from './text/names.ts';

export const createUserInput = z.strictObject({
  name,
  /**
   * The user's id (`sub`) at an external token issuer, or any id that a back end has for the user. The same
   * external id again returns the same user, unchanged.
   */
  externalId: externalId.optional(),
});
/** A user as operators see it. */
export const adminUserView = userView.extend({
  /** The user's id (`sub`) at an external token issuer; null if there is none. */
  externalId: z.string().nullable(),
  createdAt: z.date(),
  /** When the user was deleted; null if not. */
  deletedAt: z.date().nullable(),
});
export type AdminUserView = z.output<typeof adminUserView>;
export const findUsersInput = pageInput.extend({
  /** Matches users whose name contains this text; case is ignored. */
  name: text.normalize('NFC').max(400).optional(),
  /** Matches the user with exactly this external id. */
  externalId: text.max(510).optional(),
  /** True: only deleted users, without those that were erased. Else only users that are not deleted. */
  deleted: z.boolean().optional(),
});
export type FindUsersInput = z.output<typeof findUsersInput>;
export const adminUserPage = pageOf(adminUserView);

export const deleteUserInput = z.strictObject({
  userId: id,
  /** True: deletes the user even with money in the balance, or with a top-up that is open or in attention. */
  force: z.boolean().optional(),
});
export type DeleteUserInput = z.output<typeof deleteUserInput>;
/** What a deleted user had. */
export const deleteUserView = z.object({
  deleted: z.literal(true),
  /** What is left in the balance, in minor units. It can be used again if the user is restored. */
  balance: money,
  /** Live holds, which the deletion has released. */
  holds: z.int(),
  /** Paid tickets that are still valid. */
  tickets: z.int(),
});
export type DeleteUserView = z.output<typeof deleteUserView>;

export const restoreUserInput = z.strictObject({ userId: id });
export const eraseUserInput = z.strictObject({ userId: id });
export const eraseUserView = z.object({ erased: z.literal(true) });
