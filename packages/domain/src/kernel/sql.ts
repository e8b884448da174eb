import { type Pool, type PoolClient, TypeOverrides } from 'pg';

/**
 * A statement by name: each connection parses and plans it once. On the hot paths a raw prepared
 * statement on the ORM's own pool was measured at 5 to 7 times the speed of the unit of work.
 */
export interface Statement {
  name: string;
  text: string;
  /** How long it may take where that is longer than other statements may. */
  seconds?: number;
}

/** Runs statements, on whatever connection or on that of one transaction. */
export interface Sql {
  rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
  /**
   * Runs a text and commits, in one round trip: nothing of this process comes between the two. Only
   * in a transaction that is not part of another, and last in it.
   */
  finish?<Row>(text: string): Promise<Row[]>;
}

/** int8 as a number: every bigint of ours is bounded by Number.MAX_SAFE_INTEGER in the database. */
const types = new TypeOverrides();
types.setTypeParser(20, Number);

/** Runs a text of several statements; the rows of its last one. */
export async function begin<Row>(client: PoolClient, text: string): Promise<Row[]> {
  const results = (await client.query({ text, types })) as unknown as { rows: Row[] }[];
  return results.at(-1)?.rows ?? [];
}

/** The statements of one transaction; `onFinish` is told once it is committed. */
export const sqlIn = (client: PoolClient, onFinish: () => void): Sql => ({
  ...sqlOn(client),
  async finish<Row>(text: string) {
    const results = await client.query({ text: `${text}; commit`, types });
    onFinish();
    // The last answer is that of the commit.
    const answer = (results as unknown as { rows: Row[] }[]).at(-2);
    return answer?.rows ?? [];
  },
});

export const sqlOn = (connection: Pool | PoolClient): Sql => ({
  async rows<Row>({ name, text, seconds }: Statement, values: readonly unknown[]) {
    const patience = seconds === undefined ? {} : { query_timeout: seconds * 1000 };
    const query = { name, text, values: [...values], types, ...patience };
    const result = await connection.query(query);
    return result.rows as Row[];
  },
});

/** The one row of a statement that always answers with one. */
export async function row<Row>(
  sql: Sql,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row> {
  const [first] = await sql.rows<Row>(statement, values);
  if (first === undefined) throw new Error(`${statement.name} answered with no row`);
  return first;
}
