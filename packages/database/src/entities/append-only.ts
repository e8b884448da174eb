/**
 * A trigger that refuses UPDATE and DELETE on a table. A trigger against TRUNCATE is created in a migration
 * only, because the ORM's drift check does not see such triggers.
 */
export const appendOnly = (table: string) => [
  {
    name: `${table}_append_only`,
    timing: 'before' as const,
    events: ['update' as const, 'delete' as const],
    forEach: 'statement' as const,
    body: `raise exception '${table} is append-only' using errcode = 'restrict_violation';`,
  },
];
