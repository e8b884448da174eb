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

/**
 * The condition of a trigger that one of these columns changes, in the form in which the database shows it; the
 * drift check compares the texts.
 */
export const anyChanged = (columns: string[]): string =>
  `(${columns.map((column) => `(old.${column} IS DISTINCT FROM new.${column})`).join(' OR ')})`;
