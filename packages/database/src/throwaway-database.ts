import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import type { MikroORM } from '@mikro-orm/postgresql';
import { createOrm } from './orm.ts';

/** Runs all migrations on a new, temporary Postgres, and then the function. */
export async function withMigratedDatabase(use: (orm: MikroORM) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-schema-'));
  const postgres = await startEmbeddedPostgres({ folder, durable: false });
  const orm = createOrm({ url: postgres.url, limits: null });
  try {
    await orm.migrator.up();
    await use(orm);
  } finally {
    await orm.close(true);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
