import { ROLES } from '@frontrow/contract/session';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A user of the API. The table is not named `user`, which is a reserved word of SQL. */
export const User = defineEntity({
  name: 'User',
  tableName: 'app_user',
  properties: {
    id: p.uuid().primary(),
    name: p.string().length(200).index(),
    /** The user's `sub` at an external token issuer. */
    externalId: p.string().length(255).unique().nullable(),
    role: p.enum(ROLES).default('customer'),
    createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
    /** A deleted user cannot call. The row stays, because the ledger refers to it. */
    deletedAt: p.datetime().columnType('timestamptz').nullable(),
    /** When the name and the external id of a deleted user were erased. The user cannot be restored. */
    erasedAt: p.datetime().columnType('timestamptz').nullable(),
  },
  checks: [
    {
      name: 'app_user_erased_has_no_name',
      expression:
        "erased_at is null or (deleted_at is not null and name = '' and external_id is null)",
    },
  ],
});
export type User = InferEntity<typeof User>;
