import { z } from 'zod';
import { id, name, pageInput, pageOf, text } from './primitives.ts';
import { userView } from './session.ts';

export const createUserInput = z.object({
  name,
  externalId: text.trim().min(1).max(255).optional(),
});
export const adminUserView = userView.extend({
  externalId: z.string().nullable(),
  createdAt: z.date(),
});
export type AdminUserView = z.output<typeof adminUserView>;
export const findUsersInput = pageInput.extend({
  /** Part of the name, in any case. */
  name: text.max(200).optional(),
  externalId: text.max(255).optional(),
});
export const adminUserPage = pageOf(adminUserView);
export const deleteUserInput = z.object({ userId: id });
export const deleteUserView = z.object({ deleted: z.literal(true) });
