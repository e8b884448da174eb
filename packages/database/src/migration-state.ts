import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client, Pool } from 'pg';

/** The names of all migrations of this version of the product. */
const expected = readdirSync(fileURLToPath(new URL('./migrations', import.meta.url)))
  .filter((file) => /^Migration.*\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ''));

/**
 * The migrations that have not run on the database.
 *
 * @throws when the database cannot be reached, or (SQL state 42P01) has no table of migrations
 */
export async function missingMigrations(database: Pool | Client): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>('select name from mikro_orm_migrations');
  const done = new Set(rows.map(({ name }) => name));
  return expected.filter((name) => !done.has(name));
}
