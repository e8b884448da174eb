/**
 * A trigger for rows that are changed but keep their identity: it refuses DELETE, and UPDATE of the given
 * columns. The columns of `setOnce` may be written while they are null, and never again.
 */
export const keepsIdentity = (
  table: string,
  columns: readonly string[],
  setOnce: readonly string[] = [],
) => {
  const isChanged = (name: string) => `new.${name} is distinct from old.${name}`;
  const isRewritten = (name: string) => `(old.${name} is not null and ${isChanged(name)})`;
  const refused = [...columns.map(isChanged), ...setOnce.map(isRewritten)].join(' or ');
  return [
    {
      name: `${table}_keeps_identity`,
      timing: 'before' as const,
      events: ['update' as const, 'delete' as const],
      forEach: 'row' as const,
      body: `if tg_op = 'DELETE' or ${refused} then raise exception '${table} keeps its rows and their identity' using errcode = 'restrict_violation'; end if; return new;`,
    },
  ];
};
