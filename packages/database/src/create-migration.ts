import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withMigratedDatabase } from './throwaway-database.ts';

/**
 * Creates the migration from the snapshot of the last one to the entities. Its first argument is the
 * name of the migration.
 */
await withMigratedDatabase(async (orm) => {
  const { fileName } = await orm.migrator.create(undefined, false, false, process.argv[2]);
  if (fileName === '') return console.log('nothing to migrate');
  // The generated code is not in the repository's format, and lint would fail. pnpm has biome on its PATH.
  const path = join(fileURLToPath(new URL('./migrations', import.meta.url)), fileName);
  const { status } = spawnSync('biome', ['check', '--write', path], { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${fileName} was not formatted: run npx -y pnpm@12 format`);
    process.exitCode = 1;
  }
  console.log(`wrote ${fileName}`);
});
