import { type Pool, type PoolClient, TypeOverrides } from 'pg';

/**
 * A statement by name: each connection parses and plans it once. On the hot paths a raw prepared
 * statement on the ORM's own pool was measured at 5 to 7 times the speed of the unit of work.
 */
export interface Statement {
  name: string;
  text: string;
}

/** Runs statements, on whatever connection or on that of one transaction. */
export interface Sql {
  rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

/** int8 as a number: every bigint of ours is bounded by Number.MAX_SAFE_INTEGER in the database. */
const types = new TypeOverrides();
types.setTypeParser(20, Number);

export const sqlOn = (connection: Pool | PoolClient): Sql => ({
  async rows<Row>({ name, text }: Statement, values: readonly unknown[]) {
    const result = await connection.query({ name, text, values: [...values], types });
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
