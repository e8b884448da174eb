/*
 * A connection keeps what it has prepared: the columns that a named statement returns, and the types of a row in the
 * plans of a trigger. A change of a table, which a person or the migration of the next version makes while servers run,
 * makes them stale: the database refuses the statement before it does anything. The statement is prepared anew and
 * run again.
 */

/** By the function of Postgres that refuses, since texts are translated and states have other uses too. */
const REFUSERS = new Set([
  // 0A000, cached plan must not change result type.
  'RevalidateCachedQuery',
  // 42804, the type of a parameter or column is another than when the plan was made.
  'plpgsql_param_eval_recfield',
  'plpgsql_param_eval_generic',
  'plpgsql_param_eval_generic_ro',
  'CheckVarSlotCompatibility',
  'ExecEvalWholeRowVar',
  // XX000, a relation or index is gone since the plan was made.
  'relation_open',
]);

/** Whether the database refused a statement because its plan is older than a change of a table. */
export const isStalePlan = (error: unknown): boolean =>
  error instanceof Error && REFUSERS.has((error as { routine?: string }).routine ?? '');

/** Makes the plans of functions on a connection anew. */
export const DISCARD_PLANS = 'discard plans';

/** How often each statement was found stale. */
const generations = new Map<string, number>();

interface Prepared {
  name: string;
  text: string;
}

/**
 * The name and text under which a statement is prepared. Both are new after it was found stale: a connection knows
 * its statements by name, and a transaction pooler by text.
 */
export function preparedAs({ name, text }: Prepared): Prepared {
  const generation = generations.get(name);
  if (generation === undefined) return { name, text };
  return { name: `${name}#${generation}`, text: `${text}\n-- ${generation}` };
}

/** Lets a statement be prepared anew, on all connections, if it failed as it is prepared now. */
export function prepareAnew(statement: Prepared, failed: Prepared): void {
  if (preparedAs(statement).name !== failed.name) return;
  generations.set(statement.name, (generations.get(statement.name) ?? 0) + 1);
}
