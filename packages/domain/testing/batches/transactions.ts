import type { World } from '../world.ts';

/** How the rows of one batch are found; `$1` is the id that is passed with it. */
const ROWS = {
  reservation: 'select xmin from reservation where performance_id = $1',
  payment: 'select xmin from payment where performance_id = $1',
  /** Of the users with that name and a number. */
  ledger_entry: `
    select entry.xmin from ledger_entry entry join app_user u on u.id = entry.user_id where u.name like $1 || ' %'`,
};

export type BatchedTable = keyof typeof ROWS;

/** The number of rows by the transaction that made them, the most first. */
export async function rowsByTransaction(
  { pool }: World,
  table: BatchedTable,
  of: string,
): Promise<number[]> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from (${ROWS[table]}) as made group by xmin::text order by n desc`,
    [of],
  );
  return rows.map(({ n }) => n);
}

/** The number of stored answers by transaction, of those transactions that made such rows; the most first. */
export async function answersByTransaction(
  { pool }: World,
  table: BatchedTable,
  of: string,
): Promise<number[]> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from stored_answer
     where xmin::text in (select xmin::text from (${ROWS[table]}) as made) group by xmin::text order by n desc`,
    [of],
  );
  return rows.map(({ n }) => n);
}
