import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFolder } from '../data-folder/lock-file.ts';
import { readRecord, recordEnd, writeRecord } from '../data-folder/state-file.ts';
import { startDaemon } from '../process/daemon.ts';
import { freePort } from '../process/free-port.ts';
import type { ProcessMark } from '../process/process-identity.ts';
import { type Env, mongodEnv } from '../process/run-program.ts';
import { commandLineOf, complaintOf, REPLICA_SET } from './command-line.ts';
import { type MongoRecord, madeBy, openData, recordPath, writeKeyFile } from './data-directory.ts';
import { findFitting } from './mongod/compatibility.ts';
import type { Finding, FoundMongod } from './mongod/find-mongod.ts';
import { isReady } from './readiness-probe.ts';
import { USER } from './replica-set.ts';
import { clearLeftovers, endMongod } from './shutdown.ts';

const DATABASE = 'frontrow';
const START_ATTEMPTS = 5;
/** A fault that another attempt may not meet: a port taken since we looked. */
const PASSING = /Address already in use/;

export interface EmbeddedMongoOptions extends Finding {
  /** The data folder; the data lies in its `mongo`, the log in its `mongo.log`. */
  folder: string;
  /** Where to look for a mongod; see findMongod. */
  env: Env;
  /** One that was found earlier, which is then run; else one is looked for that fits the data. */
  mongod?: FoundMongod;
  /**
   * False trades the promise that a write survives a power cut for speed: for tests. The data stays
   * as its first start said.
   */
  durable?: boolean;
}

export interface EmbeddedMongo {
  /** mongodb:// on loopback, with its password: a set of one member, for change streams. */
  url: string;
  pid: number;
  /** What it is run by. */
  mongod: FoundMongod;
  /** Settles when mongod ends, wanted or not. */
  exited: Promise<void>;
  /** Disconnects everybody, writes everything down, ends; done when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a real MongoDB in a data folder, making its data at the first start, and recovering what a
 * killed one left. It ends with this process, however that ends.
 *
 * @throws when no mongod is to be had that can run on the data, a living process already uses the
 * folder, or mongod cannot start; and the signal's reason, when that gives the start up. Then nothing
 * is left running.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { env, mongod = await findFitting(madeBy(options.folder), env, options) } = options;
  options.signal?.throwIfAborted();
  mkdirSync(options.folder, { recursive: true });
  const folder = realpathSync(options.folder);
  const release = claimFolder(folder, 'mongo');
  try {
    return await startIn(folder, mongod, { ...options, release });
  } catch (error) {
    release();
    throw error;
  }
}

async function startIn(
  folder: string,
  found: FoundMongod,
  { env, signal, release, durable = true }: EmbeddedMongoOptions & { release(): void },
): Promise<EmbeddedMongo> {
  const dataDir = join(folder, 'mongo');
  const record = recordPath(folder);
  await clearLeftovers(dataDir, readRecord<MongoRecord>(record)?.mongod);
  const { password, making = false, port: lastPort, ...made } = openData(folder);
  const version = (making ? undefined : made.version) ?? found.version;
  const keyFile = writeKeyFile(folder);

  for (let attempt = 1; ; attempt++) {
    // Whoever is connected keeps the address, unless another program has taken it.
    const port = await freePort(attempt < START_ATTEMPTS ? lastPort : undefined);
    const daemon = startDaemon(commandLineOf(found.path, { dataDir, keyFile, port, making }), {
      env: mongodEnv(env),
      logPath: join(folder, 'mongo.log'),
    });
    const { mark, exited, callOff, said } = daemon;
    let ready = false;
    const noted = (mongod?: ProcessMark): MongoRecord => ({
      ...{ password, port, mongod, version },
      making: making && !ready,
    });
    const end = async () => {
      await endMongod(mark);
      await exited;
      callOff();
      recordEnd(record, noted());
    };
    try {
      writeRecord(record, noted(mark));
      ready = await isReady({ port, password, making, durable }, daemon, signal);
      if (making) writeRecord(record, noted(mark));
    } catch (error) {
      await end();
      throw error;
    }
    if (!ready) await end();
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= end().finally(release);
      return stopped;
    };
    const at = `${USER}:${password}@127.0.0.1:${port}`;
    const url = `mongodb://${at}/${DATABASE}?replicaSet=${REPLICA_SET}&authSource=admin`;
    if (ready) return { url, pid: mark.pid, mongod: found, exited, stop };
    const complaint = complaintOf(said());
    if (attempt === START_ATTEMPTS || !PASSING.test(complaint)) {
      throw new Error(`mongod did not start:\n${complaint}`);
    }
    await sleep(300);
  }
}
