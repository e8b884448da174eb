import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';

/** The migrations that this version of the product brings. */
const expected = readdirSync(fileURLToPath(new URL('./migrations', import.meta.url)))
  .filter((file) => /^Migration.*\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ''));

/** Which migrations the database still lacks; rejects when it cannot be reached. */
export async function missingMigrations(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    "select name from mikro_orm_migrations where to_regclass('mikro_orm_migrations') is not null",
  );
  const done = new Set(rows.map(({ name }) => name));
  return expected.filter((name) => !done.has(name));
}
