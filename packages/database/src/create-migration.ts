import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import { createOrm } from './orm.ts';

/** Writes the migration that leads from the snapshot to the entities, on a throw-away Postgres. */
const folder = mkdtempSync(join(tmpdir(), 'frontrow-migration-'));
const postgres = await startEmbeddedPostgres({ folder, durable: false });
const orm = createOrm({ url: postgres.url });
try {
  await orm.migrator.up();
  const { fileName } = await orm.migrator.create(undefined, false, false, process.argv[2]);
  console.log(fileName === '' ? 'nothing to migrate' : `wrote ${fileName}`);
} finally {
  await orm.close(true);
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
