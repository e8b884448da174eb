import { z } from 'zod';
import { id } from './primitives.ts';
import { name } from './text/names.ts';

/**
 * An `operator` runs sales. A `service` is a back end that calls on behalf of users. A `door` redeems
 * tickets at the entrance.
 */
export const ROLES = ['customer', 'operator', 'service', 'door'] as const;
export type Role = (typeof ROLES)[number];

export const userView = z.object({ id, name: z.string(), role: z.enum(ROLES) });
export type UserView = z.output<typeof userView>;

export const devSignInInput = z.object({
  name,
  /** Left out: the user's role stays, or `customer` for a new user. */
  role: z.enum(ROLES).optional(),
});
export type DevSignInInput = z.output<typeof devSignInInput>;

export const devSignInView = z.object({ accessToken: z.string(), user: userView });
