import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import { createOrm } from './orm.ts';

/**
 * Fails when the migrations, run on an empty database, do not lead to what the entities say, or when
 * the entities have changed since the last migration was written.
 */
const folder = mkdtempSync(join(tmpdir(), 'frontrow-drift-'));
const postgres = await startEmbeddedPostgres({ folder, durable: false });
const orm = createOrm({ url: postgres.url });
try {
  await orm.migrator.up();
  const difference = await orm.schema.getUpdateSchemaSQL({ wrap: false });
  const unwritten = await orm.migrator.checkSchema();
  if (difference.trim() !== '') console.error(`database and entities differ:\n${difference}`);
  if (unwritten) console.error('the entities changed since the last migration');
  if (difference.trim() !== '' || unwritten) process.exitCode = 1;
  else console.log('migrations and entities agree');
} finally {
  await orm.close(true);
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
