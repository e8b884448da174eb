import { rmSync } from 'node:fs';
import { env } from 'node:process';
import { onTestFinished } from 'vitest';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../src/mongo/start.ts';
import { killAllOn } from '../process/processes.ts';
import { runStarter, type Starter } from '../process/starter-process.ts';
import { temporaryFolder } from '../process/temporary-folder.ts';

export interface MongoFolder {
  path: string;
  /** Starts the embedded MongoDB in this process. */
  start(): Promise<EmbeddedMongo>;
  /** Kills what was started last, and waits until it is gone; the next start recovers. */
  kill(): Promise<void>;
  /** Starts it by a process of its own. */
  starter(): Starter;
}

/** A data folder of one test's own; whatever runs on it is ended with the test, and it is removed. */
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
      if (!mongo) throw new Error('nothing has been started');
      process.kill(mongo.pid, 'SIGKILL');
      await mongo.stop();
    },
    starter: () => runStarter('../mongo/run-mongo-main.ts', path, { env }),
  };
}
