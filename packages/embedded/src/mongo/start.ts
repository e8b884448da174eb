import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../data-folder/lock-file.ts';
import { readStateFile, tryWriteStateFile, writeStateFile } from '../data-folder/state-file.ts';
import { freePort } from '../process/free-port.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import type { Env } from '../process/run-program.ts';
import { chooseSystemUser, giveTo } from '../process/system-user.ts';
import { commandLine, errorsIn, REPLICA_SET } from './command-line.ts';
import { createFirstUser } from './create-first-user.ts';
import {
  dataVersionIn,
  type MongoState,
  openDataDirectory,
  stateFileOf,
  writeKeyFile,
} from './data-directory.ts';
import type { FindOptions, FoundMongod } from './mongod/find-mongod.ts';
import { findCompatibleMongod } from './mongod/find-mongod.ts';
import { waitUntilReady } from './readiness-probe.ts';
import { USER } from './replica-set.ts';
import { stopLeftovers, stopMongod } from './shutdown.ts';
import { startMongod } from './start-mongod.ts';

/**
 * How an embedded MongoDB starts:
 * 1. Find a mongod that can read the data of the folder (mongod/find-mongod.ts).
 * 2. Lock the data folder, so that no other process starts one in it (data-folder/lock-file.ts).
 * 3. Stop what a killed process left running (shutdown.ts).
 * 4. Create the data directory at the first start, with a random password (data-directory.ts), and in it
 *    the user, by a mongod that only this process can reach (create-first-user.ts).
 * 5. Start mongod on the port of the last start, or on another one if that is taken. It never runs as root
 *    (start-mongod.ts).
 * 6. Wait until it is primary of its replica set of one; create that at the first start
 *    (readiness-probe.ts, replica-set.ts).
 * A watchdog stops it when this process ends (process/daemon.ts).
 */

const DATABASE = 'frontrow';
const START_ATTEMPTS = 5;
/** An error that the next attempt may not meet: another program took the port. */
const TRANSIENT_ERROR = /Address already in use/;

export interface EmbeddedMongoOptions extends FindOptions {
  /** The data folder. The data is in its `mongo`, the log in its `mongo.log`. */
  folder: string;
  /** The environment in which a mongod is looked for. */
  env: Env;
  /** A mongod that was found before. Without it, one is looked for that can read the data. */
  mongod?: FoundMongod;
  /**
   * False, for tests, makes writes faster; a power cut can then lose them. Only the first start in a
   * folder decides, because it is stored in the replica set's configuration.
   */
  durable?: boolean;
}

export interface EmbeddedMongo {
  /** A mongodb:// URL on loopback, with the password. */
  url: string;
  pid: number;
  mongod: FoundMongod;
  /** Resolves when mongod ends, whether it was stopped or crashed. */
  exited: Promise<void>;
  /** The errors in its log; without errors, the log's end. */
  lastWords(): string;
  /** Disconnects all clients, writes a checkpoint, and resolves when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a real MongoDB in a data folder. The first start creates its data; a start after a crash
 * recovers it. MongoDB is stopped when this process ends, even when this process is killed.
 *
 * @throws when no mongod is found that can read the data, a living process already uses the folder, or
 * mongod cannot start; the signal's reason when it aborts. Then no process is left running.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const mongod =
    options.mongod ??
    (await findCompatibleMongod(dataVersionIn(options.folder), options.env, options));
  options.signal?.throwIfAborted();
  mkdirSync(options.folder, { recursive: true });
  const folder = realpathSync(options.folder);
  const unlock = lockFolder(folder, 'mongo');
  try {
    return await startIn(folder, { ...options, mongod, unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

type StartOptions = EmbeddedMongoOptions & { mongod: FoundMongod; unlock(): void };

async function startIn(
  folder: string,
  { env, mongod, signal, unlock, durable = true }: StartOptions,
): Promise<EmbeddedMongo> {
  const dataDir = join(folder, 'mongo');
  const stateFile = stateFileOf(folder);
  await stopLeftovers(dataDir, readStateFile<MongoState>(stateFile)?.mongod);
  const { password, initializing = false, ...last } = openDataDirectory(folder);
  const version = (initializing ? undefined : last.version) ?? mongod.version;
  writeKeyFile(folder);
  const user = chooseSystemUser(dataDir, ['mongodb', 'mongod']);
  giveTo(user, dataDir);
  const mongodOptions = { env, user, dataDir, logPath: join(folder, 'mongo.log') };
  if (initializing) await createFirstUser(mongod.path, { ...mongodOptions, password, signal });

  for (let attempt = 1; ; attempt++) {
    // The port of the last start lets connected clients reconnect.
    const port = await freePort(attempt < START_ATTEMPTS ? last.port : undefined);
    const daemon = startMongod(mongodOptions, (path) => commandLine(mongod.path, { path, port }));
    const { identity, exited, cancelWatchdog, readLog } = daemon;
    let ready = false;
    const state = (running?: ProcessIdentity): MongoState => ({
      ...{ password, port, mongod: running, version },
      initializing: initializing && !ready,
    });
    const end = async () => {
      await stopMongod(identity);
      await exited;
      cancelWatchdog();
      tryWriteStateFile(stateFile, state());
    };
    try {
      writeStateFile(stateFile, state(identity));
      ready = await waitUntilReady({ port, password, initializing, durable }, daemon, signal);
      if (initializing) writeStateFile(stateFile, state(identity));
    } catch (error) {
      await end();
      throw error;
    }
    if (!ready) await end();
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= end().finally(unlock);
      return stopped;
    };
    const host = `${USER}:${password}@127.0.0.1:${port}`;
    const url = `mongodb://${host}/${DATABASE}?replicaSet=${REPLICA_SET}&authSource=admin`;
    const lastWords = () => errorsIn(readLog());
    if (ready) return { url, pid: identity.pid, mongod, exited, lastWords, stop };
    const errors = lastWords();
    if (attempt === START_ATTEMPTS || !TRANSIENT_ERROR.test(errors)) {
      throw new Error(`mongod did not start:\n${errors}`);
    }
    await sleep(300);
  }
}
