import { z } from 'zod';
import { id, name, pageInput, pageOf, text } from './primitives.ts';
import { userView } from './session.ts';

export const createUserInput = z.object({
  name,
  /** The user's id (`sub`) at an external token issuer; unique. */
  externalId: text.trim().min(1).max(255).optional(),
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
  name: text.max(200).optional(),
  /** Matches the user with exactly this external id. */
  externalId: text.max(255).optional(),
});
export const adminUserPage = pageOf(adminUserView);
export const deleteUserInput = z.object({ userId: id });
export const deleteUserView = z.object({ deleted: z.literal(true) });
