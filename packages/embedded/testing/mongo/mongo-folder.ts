import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { onTestFinished } from 'vitest';
import { readStateFile, writeStateFile } from '../../src/data-folder/state-file.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../src/mongo/start.ts';
import { killAllOn } from '../process/processes.ts';
import { type StarterProcess, startByProcess } from '../process/starter-process.ts';
import { temporaryFolder } from '../process/temporary-folder.ts';
import { folderOfRun } from '../run/folders.ts';

export interface MongoFolder {
  path: string;
  /** Starts the embedded MongoDB from this process. */
  start(): Promise<EmbeddedMongo>;
  /** Kills the mongod that was started last, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it from another process. */
  startByProcess(): StarterProcess;
}

/**
 * An empty data folder for one test. At the end of the test its processes are stopped and it is
 * removed.
 */
export function mongoFolder(): MongoFolder {
  const path = temporaryFolder('data');
  const running: EmbeddedMongo[] = [];
  onTestFinished(async () => {
    await Promise.allSettled(running.map(({ stop }) => stop()));
    await killAllOn(path);
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    async start() {
      const mongo = await startEmbeddedMongo({ folder: path, env });
      running.push(mongo);
      return mongo;
    },
    async kill() {
      const mongo = running.at(-1);
      if (!mongo) throw new Error('no MongoDB has been started');
      process.kill(mongo.pid, 'SIGKILL');
      await mongo.stop();
    },
    startByProcess: () => startByProcess('mongo', path, { env }),
  };
}

/**
 * Like mongoFolder, with the data of a start that was stopped: a copy. The first start of a folder runs
 * mongod twice, so it takes twice the processor time of a later one.
 */
export async function mongoFolderWithData(): Promise<MongoFolder> {
  const data = mongoFolder();
  cpSync(await folderOfRun('mongo'), data.path, { recursive: true });
  // Two copies that start at the same time must not want the same port.
  const stateFile = join(data.path, 'mongo.json');
  writeStateFile(stateFile, { ...readStateFile(stateFile), port: undefined });
  return data;
}
