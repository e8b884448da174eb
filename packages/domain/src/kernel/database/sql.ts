import { isStalePlan, prepareAnew, preparedAs } from '@frontrow/database/connection/stale-plans';
import { type PoolClient, type QueryResult, TypeOverrides } from 'pg';

/**
 * A named statement: each connection parses and plans it once. On the hot paths this was measured at 5
 * to 7 times the speed of the ORM's unit of work.
 */
export interface Statement {
  name: string;
  text: string;
  /** The most seconds it may take, where that is more than the limit of requests. */
  seconds?: number;
  /** It uses indexes, whatever the planner believes of the tables: see `BY_INDEX`. */
  byIndex?: true;
}

/**
 * Keeps the planner from reading whole tables for the rest of a transaction. Statistics that are older than a rush, or
 * in which most entries wait, make it believe that the first of the rows it looks for is found at once.
 */
export const BY_INDEX = 'set local enable_seqscan = off';

/** A statement with its values. */
export interface BoundStatement {
  statement: Statement;
  values: readonly unknown[];
}

/** Runs statements, on any connection of a pool or on the one of a transaction. */
export interface Sql {
  rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
  /**
   * Runs a text and COMMIT in one round trip, so that a pause of this process cannot separate the two.
   * Only exists in a transaction that is not nested, and must be its last statement.
   */
  rowsAndCommit?<Row>(text: string): Promise<Row[]>;
}

/** Reads int8 as a number: the database bounds every bigint of ours by Number.MAX_SAFE_INTEGER. */
const types = new TypeOverrides();
types.setTypeParser(20, Number);

/** Runs a text of several statements. Returns the result of each. */
export async function runScript(client: PoolClient, text: string): Promise<QueryResult[]> {
  const results: unknown = await client.query({ text, types });
  return (Array.isArray(results) ? results : [results]) as QueryResult[];
}

/** How much longer than the server a client waits: the error of the server says what became of the statement. */
const CLIENT_SECONDS = 2;

export async function runStatement(
  client: PoolClient,
  statement: Statement,
  values: readonly unknown[],
): Promise<QueryResult> {
  const { seconds } = statement;
  const limit = seconds === undefined ? {} : { query_timeout: (seconds + CLIENT_SECONDS) * 1000 };
  const prepared = preparedAs(statement);
  try {
    return await client.query({ ...prepared, values: [...values], types, ...limit });
  } catch (error) {
    if (isStalePlan(error)) prepareAnew(statement, prepared);
    throw error;
  }
}

/** `for update` writes nothing, and no function of ours does. */
const WRITE = /\b(insert\s+into|delete\s+from|merge\s+into|update\s+\w+(\s+(as\s+)?\w+)?\s+set)\b/i;
const writes = new Map<string, boolean>();

/** Whether a statement can change rows. */
export function isWrite({ name, text }: Statement): boolean {
  let known = writes.get(name);
  if (known === undefined) {
    known = WRITE.test(text);
    writes.set(name, known);
  }
  return known;
}

/** The row of a statement that always returns one. */
export async function row<Row>(
  sql: Sql,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row> {
  const [first] = await sql.rows<Row>(statement, values);
  if (first === undefined) throw new Error(`${statement.name} returned no row`);
  return first;
}
