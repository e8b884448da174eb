import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/start.ts';
import { killAllOn } from '../process/processes.ts';
import { type As, runStarter, type Starter } from '../process/starter-process.ts';
import { temporaryFolder } from '../process/temporary-folder.ts';

/** Nothing of the environment of the tests, but where programs are. */
export const CLEAN_ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

export interface DataFolder {
  path: string;
  /** Starts the embedded Postgres in this process. */
  start(): Promise<EmbeddedPostgres>;
  /** Starts it by a process of its own, through other words than node and as whom it should be. */
  starter(as?: As): Starter;
}

/**
 * A data folder of one test's own, or one inside of it; whatever runs on it is ended with the test,
 * and it is removed.
 */
export function dataFolder(inside = ''): DataFolder {
  const path = temporaryFolder('data');
  mkdirSync(join(path, inside), { recursive: true });
  return openFolder(realpathSync(join(path, inside)), () =>
    rmSync(path, { recursive: true, force: true }),
  );
}

function openFolder(folder: string, afterwards: () => void): DataFolder {
  const running: EmbeddedPostgres[] = [];
  onTestFinished(async () => {
    await Promise.allSettled(running.map(({ stop }) => stop()));
    await killAllOn(folder);
    afterwards();
  });
  return {
    path: folder,
    async start() {
      const postgres = await startEmbeddedPostgres({ folder });
      running.push(postgres);
      return postgres;
    },
    starter: (as) =>
      runStarter('../postgres/run-postgres-main.ts', folder, { env: CLEAN_ENV, ...as }),
  };
}

/** Made at its first use in a test file, and removed at the end of that. */
let used: Promise<string> | undefined;
type Prepare = (url: string) => Promise<unknown>;

/**
 * The data folder of a test file in which Postgres has been before, and whatever its first user did
 * to the database then. Each test finds it as the last one left it, but with nothing running.
 */
export async function sharedDataFolder(prepare: Prepare = async () => {}): Promise<DataFolder> {
  used ??= makeUsed(prepare);
  return openFolder(await used, () => {});
}

/** A copy of it for one test alone; copying takes a third of the time of making. */
export async function usedDataFolder(): Promise<DataFolder> {
  used ??= makeUsed(async () => {});
  const data = dataFolder();
  // Unlike Node's own copying, it keeps the owners, whom Postgres insists on.
  const { status, stderr } = spawnSync('cp', ['-a', `${await used}/.`, data.path]);
  if (status !== 0) throw new Error(`the folder was not copied: ${stderr}`);
  return data;
}

async function makeUsed(prepare: Prepare): Promise<string> {
  const folder = temporaryFolder('data');
  const { url, stop } = await startEmbeddedPostgres({ folder, durable: false });
  try {
    await prepare(url);
  } finally {
    await stop();
  }
  return folder;
}

afterAll(async () => {
  if (used) rmSync(await used, { recursive: true, force: true });
});
