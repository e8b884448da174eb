/**
 * A trigger by which the database itself refuses to change or delete rows of a log. TRUNCATE is
 * refused by a migration of its own: the ORM's drift check cannot see such triggers.
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
