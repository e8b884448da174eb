import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { readStateFile, writeStateFile } from '../../src/data-folder/state-file.ts';
import { stateFileOf } from '../../src/postgres/cluster.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/start.ts';
import { killAllOn } from '../process/processes.ts';
import { type RunAs, type StarterProcess, startByProcess } from '../process/starter-process.ts';
import { temporaryFolder } from '../process/temporary-folder.ts';
import { folderOfRun } from '../run/folders.ts';

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

/** The data folder that the tests of the current file share. */
let shared: { testFile: string; path: string } | undefined;

/**
 * The data folder that all tests of a file share: a copy of the first caller's folder. Each test finds
 * the data as the last test left it, with no process running.
 */
export async function sharedDataFolder(folder: () => Promise<string>): Promise<DataFolder> {
  const testFile = expect.getState().testPath ?? '';
  if (shared?.testFile !== testFile) {
    if (shared) rmSync(shared.path, { recursive: true, force: true });
    // It outlives the test. The next run removes the last one, when this process has ended.
    shared = { testFile, path: temporaryFolder('data') };
    copyCluster(await folder(), shared.path);
  }
  return openFolder(shared.path, () => {});
}

/** A data folder for one test, with a copy of another folder, in which nothing runs. */
export function copyOfDataFolder(source: string, data = dataFolder()): DataFolder {
  copyCluster(source, data.path);
  return data;
}

/** A data folder for one test with an existing cluster: a copy, which takes a third of initdb's time. */
export const dataFolderWithCluster = async (): Promise<DataFolder> =>
  copyOfDataFolder(await folderOfRun('postgres'));

function copyCluster(source: string, target: string): void {
  // Node's fs.cp() does not keep the owners, and Postgres requires them.
  const { status, stderr } = spawnSync('cp', ['-a', `${source}/.`, target]);
  if (status !== 0) throw new Error(`the folder was not copied: ${stderr}`);
  // Copies that start at the same time must not want the same port.
  const stateFile = stateFileOf(target);
  writeStateFile(stateFile, { ...readStateFile(stateFile), port: undefined });
}
