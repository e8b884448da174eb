import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, onTestFinished } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/start.ts';
import { killAllOn } from '../process/processes.ts';
import { type RunAs, type StarterProcess, startByProcess } from '../process/starter-process.ts';
import { temporaryFolder } from '../process/temporary-folder.ts';

/** Where Node keeps compiled code, so that the next process of the same program starts sooner. */
const NODE_COMPILE_CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/compiled', import.meta.url),
);

/** An environment that has only the folders of programs, and nothing from the test run. */
export const CLEAN_ENV = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  NODE_COMPILE_CACHE,
};

export interface DataFolder {
  path: string;
  /** Starts the embedded Postgres from this process. */
  start(): Promise<EmbeddedPostgres>;
  /** Starts it from another process. */
  startByProcess(as?: RunAs): StarterProcess;
}

/**
 * An empty data folder for one test, or a subfolder of one. At the end of the test its processes are
 * stopped and it is removed.
 */
export function dataFolder(subfolder = ''): DataFolder {
  const path = temporaryFolder('data');
  mkdirSync(join(path, subfolder), { recursive: true });
  return openFolder(realpathSync(join(path, subfolder)), () =>
    rmSync(path, { recursive: true, force: true }),
  );
}

function openFolder(folder: string, remove: () => void): DataFolder {
  const running: EmbeddedPostgres[] = [];
  onTestFinished(async () => {
    await Promise.allSettled(running.map(({ stop }) => stop()));
    await killAllOn(folder);
    remove();
  });
  return {
    path: folder,
    async start() {
      const postgres = await startEmbeddedPostgres({ folder });
      running.push(postgres);
      return postgres;
    },
    startByProcess: (as) => startByProcess('postgres', folder, { env: CLEAN_ENV, ...as }),
  };
}

/** The folder with a cluster, one a test file: created at its first use, removed after the last test. */
let clusterFolder: Promise<string> | undefined;
type Prepare = (url: string) => Promise<unknown>;

/**
 * The data folder that all tests of a file share. Its cluster exists, and `prepare` of the first caller
 * has filled the database. Each test finds the data as the last test left it, with no process running.
 */
export async function sharedDataFolder(prepare: Prepare = async () => {}): Promise<DataFolder> {
  clusterFolder ??= createCluster(prepare);
  return openFolder(await clusterFolder, () => {});
}

/** A data folder for one test with an existing cluster: a copy, which takes a third of initdb's time. */
export async function dataFolderWithCluster(): Promise<DataFolder> {
  clusterFolder ??= createCluster(async () => {});
  const data = dataFolder();
  // Node's fs.cp() does not keep the owners, and Postgres requires them.
  const { status, stderr } = spawnSync('cp', ['-a', `${await clusterFolder}/.`, data.path]);
  if (status !== 0) throw new Error(`the folder was not copied: ${stderr}`);
  return data;
}

async function createCluster(prepare: Prepare): Promise<string> {
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
  if (clusterFolder) rmSync(await clusterFolder, { recursive: true, force: true });
});
