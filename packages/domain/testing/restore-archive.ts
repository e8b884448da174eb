import type { Pool } from 'pg';

interface Line {
  table?: string;
  row?: { user_id?: string; operator_id?: string };
}

/** Tables whose triggers would write rows of their own. */
const WITHOUT_TRIGGERS = ['queue'];

/**
 * Puts the rows of an archive into an empty database of the same schema, as its owner. Users are not part of an
 * archive: each id gets a row without a name.
 */
export async function restoreArchive(owner: Pool, lines: readonly string[]): Promise<void> {
  const rows = lines.map((line) => JSON.parse(line) as Line).filter(({ table }) => table);
  const users = new Set(rows.flatMap(({ row }) => row?.user_id ?? row?.operator_id ?? []));
  const client = await owner.connect();
  try {
    await client.query('begin');
    for (const table of WITHOUT_TRIGGERS) {
      await client.query(`alter table ${table} disable trigger user`);
    }
    await client.query(
      "insert into app_user (id, name) select id, 'archived' from unnest($1::uuid[]) as id",
      [[...users]],
    );
    for (const { table, row } of rows) {
      await client.query(
        `insert into ${table} select * from jsonb_populate_record(null::${table}, $1::jsonb)`,
        [JSON.stringify(row)],
      );
    }
    for (const table of WITHOUT_TRIGGERS) {
      await client.query(`alter table ${table} enable trigger user`);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
