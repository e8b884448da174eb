/**
 * A trigger for rows that are changed but keep their identity: it refuses DELETE, and UPDATE of the given
 * columns.
 */
export const keepsIdentity = (table: string, columns: readonly string[]) => {
  const changed = columns.map((name) => `new.${name} is distinct from old.${name}`).join(' or ');
  return [
    {
      name: `${table}_keeps_identity`,
      timing: 'before' as const,
      events: ['update' as const, 'delete' as const],
      forEach: 'row' as const,
      body: `if tg_op = 'DELETE' or ${changed} then raise exception '${table} keeps its rows and their identity' using errcode = 'restrict_violation'; end if; return new;`,
    },
  ];
};
