import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockFolder } from '@frontrow/embedded/data-folder/lock-file';
import { findBinaries } from '@frontrow/embedded/postgres/binaries';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import { BOOT_ID } from '@frontrow/embedded/process/process-identity';
import { temporaryFolder } from '@frontrow/embedded/testing/process/temporary-folder';
import pg from 'pg';

/**
 * The Postgres of a test run, with a migrated template database that test files clone.
 *
 * Its cluster is kept in node_modules/.cache, because initdb and the migrations take 2.4 s, and a start
 * of the existing cluster 0.2 s. The file `ready` exists while the cluster may be used again: it is
 * removed before the start and written after an orderly stop, so a killed run leaves a cluster that the
 * next run replaces. Its content is a hash of everything that the cluster was made from. A run that
 * finds the cluster in use by another run makes a temporary one.
 */
export interface TestPostgres {
  url: string;
  appUrl: string;
  stop(): Promise<void>;
}

export const TEMPLATE = 'frontrow_template';

/** The code that makes the template database. */
const PREPARING = [
  '../src/orm.ts',
  '../src/prepare-database.ts',
  '../src/job-tables.ts',
  '../src/access/app-role.ts',
  '../src/access/grants.ts',
];

const CACHE = fileURLToPath(new URL('../node_modules/.cache/test-cluster', import.meta.url));

export async function startTestPostgres(): Promise<TestPostgres> {
  const unlock = tryLock();
  if (unlock) return startCached(unlock);
  const folder = temporaryFolder('test');
  const remove = async () => rmSync(folder, { recursive: true, force: true });
  return startWithTemplate(folder, remove).catch(async (error) => {
    await remove();
    throw error;
  });
}

/** Null when another run uses the cluster, or node_modules cannot be written. */
function tryLock(): (() => void) | null {
  try {
    mkdirSync(CACHE, { recursive: true });
    return lockFolder(CACHE, 'test-run');
  } catch {
    return null;
  }
}

async function startCached(unlock: () => void): Promise<TestPostgres> {
  const [data, ready] = [join(CACHE, 'data'), join(CACHE, 'ready')];
  try {
    const hash = await hashOfSources();
    const reusable = existsSync(ready) && readFileSync(ready, 'utf8') === hash;
    rmSync(ready, { force: true });
    if (!reusable) rmSync(data, { recursive: true, force: true });
    return await startWithTemplate(data, async () => {
      writeFileSync(ready, hash);
      unlock();
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * The migrations, the Postgres binary, the code that runs initdb and the migrations, and the boot of the
 * machine: test runs do not flush to the disk, so after a crash of the machine files may be damaged.
 */
async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const migrations = fileURLToPath(new URL('../src/migrations/', import.meta.url));
  for (const name of readdirSync(migrations).sort()) {
    hash.update(name).update(readFileSync(join(migrations, name)));
  }
  const { resolve } = createRequire(import.meta.url);
  for (const module of ['@frontrow/embedded/postgres/cluster', ...PREPARING]) {
    hash.update(readFileSync(resolve(module)));
  }
  const { postgres } = await findBinaries();
  return hash.update(`${postgres} ${process.getuid?.()} ${BOOT_ID}`).digest('hex');
}

/** Starts Postgres in the folder, and creates the template database if it does not exist. */
async function startWithTemplate(
  folder: string,
  afterStop: () => Promise<void>,
): Promise<TestPostgres> {
  const { url, appUrl, stop } = await startEmbeddedPostgres({ folder, durable: false });
  try {
    await prepare({ url, appUrl });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, appUrl, stop: () => stop().then(afterStop) };
}

async function prepare({ url, appUrl }: { url: string; appUrl: string }): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const names = rows.map(({ datname }) => datname);
    // A test file that fails can leave its database.
    for (const name of names.filter((name) => name.startsWith('test_'))) {
      await client.query(`drop database ${name} with (force)`);
    }
    if (names.includes(TEMPLATE)) return;
    await client.query(`create database ${TEMPLATE}`);
  } finally {
    await client.end();
  }
  const template = new URL(url);
  template.pathname = `/${TEMPLATE}`;
  // Loading the ORM takes half a second, which a run with an existing cluster does not need.
  const { prepareDatabase } = await import('../src/prepare-database.ts');
  await prepareDatabase({ ownerUrl: template.href, appUrl, dedicated: true });
}
