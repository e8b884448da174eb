import type { Pool } from 'pg';

/** For each table a digest of all of its rows. */
export type Content = Record<string, string>;

/** Reads what the database contains, so that a test can tell whether calls have changed anything. */
export async function readContent(pool: Pool): Promise<Content> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const digests = tables.map(
    ({ name }) =>
      `select '${name}' as name, md5(string_agg(r::text, '' order by r::text)) as digest from ${name} r`,
  );
  const { rows } = await pool.query<{ name: string; digest: string | null }>(
    digests.join(' union all '),
  );
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest ?? 'empty']));
}
