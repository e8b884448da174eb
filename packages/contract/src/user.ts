import { z } from 'zod';
import { externalId, id, pageInput, pageOf, text } from './primitives.ts';
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
});
export type AdminUserView = z.output<typeof adminUserView>;
export const findUsersInput = pageInput.extend({
  /** Matches users whose name contains this text; case is ignored. */
  name: text.normalize('NFC').max(400).optional(),
  /** Matches the user with exactly this external id. */
  externalId: text.max(510).optional(),
});
export const adminUserPage = pageOf(adminUserView);
export const deleteUserInput = z.strictObject({ userId: id });
export const deleteUserView = z.object({ deleted: z.literal(true) });
