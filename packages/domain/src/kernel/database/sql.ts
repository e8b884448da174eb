import { type Pool, type PoolClient, TypeOverrides } from 'pg';

/**
 * A named statement: each connection parses and plans it once. On the hot paths this was measured at 5
 * to 7 times the speed of the ORM's unit of work.
 */
export interface Statement {
  name: string;
  text: string;
  /** The most seconds it may take, where that is more than the pool's limit. */
  seconds?: number;
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

/** Runs a text of several statements and returns the rows of the last one. */
export async function runScript<Row>(client: PoolClient, text: string): Promise<Row[]> {
  const results = (await client.query({ text, types })) as unknown as { rows: Row[] }[];
  return results.at(-1)?.rows ?? [];
}

/** The statements of one transaction. Calls `onCommit` when `rowsAndCommit` has committed it. */
export const sqlIn = (client: PoolClient, onCommit: () => void): Sql => ({
  ...sqlOn(client),
  async rowsAndCommit<Row>(text: string) {
    const results = await client.query({ text: `${text}; commit`, types });
    onCommit();
    // The last result is that of the commit.
    const answer = (results as unknown as { rows: Row[] }[]).at(-2);
    return answer?.rows ?? [];
  },
});

export const sqlOn = (connection: Pool | PoolClient): Sql => ({
  async rows<Row>({ name, text, seconds }: Statement, values: readonly unknown[]) {
    const limit = seconds === undefined ? {} : { query_timeout: seconds * 1000 };
    const query = { name, text, values: [...values], types, ...limit };
    const result = await connection.query(query);
    return result.rows as Row[];
  },
});

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
