import { ROLES } from '@frontrow/contract/session';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Somebody who can call. `user` is a reserved word of SQL, hence the table's name. */
export const User = defineEntity({
  name: 'User',
  tableName: 'app_user',
  properties: {
    id: p.uuid().primary(),
    name: p.string().length(200).index(),
    /** The `sub` that an external issuer knows the user by. */
    externalId: p.string().length(255).unique().nullable(),
    role: p.enum(ROLES).default('customer'),
    createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
    /** A deleted user is kept for the ledger's sake and can no longer call. */
    deletedAt: p.datetime().columnType('timestamptz').nullable(),
  },
});
export type User = InferEntity<typeof User>;
