import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFolder } from '../data-folder/lock-file.ts';
import { recordEnd, writeRecord } from '../data-folder/state-file.ts';
import { startDaemon } from '../process/daemon.ts';
import { freePort } from '../process/free-port.ts';
import { findBinaries } from './binaries.ts';
import { clusterNameOf, openCluster, recordPath, SUPERUSER } from './cluster.ts';
import { isReady } from './readiness-probe.ts';
import { settingsOf } from './server-settings.ts';
import { clearLeftovers, endPostgres } from './shutdown.ts';
import { chooseIdentity } from './system-user.ts';

const DATABASE = 'frontrow';
const START_ATTEMPTS = 5;
/** Faults that another attempt may not meet: a port taken since we looked, a process still ending. */
const PASSING = /could not bind|could not create any TCP|shared memory block/;

export interface EmbeddedOptions {
  /** The data folder; the cluster lies in its `postgres`, the log in its `postgres.log`. */
  folder: string;
  /** False trades the promise that a commit survives a power cut for speed: for tests. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** postgres:// on loopback, with its password. */
  url: string;
  pid: number;
  /** Settles when Postgres ends, wanted or not. */
  exited: Promise<void>;
  /** Disconnects everybody, writes everything down, ends; done when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the real Postgres from npm in a data folder, making its cluster at the first start, and
 * recovering what a killed one left. It ends with this process, however that ends.
 *
 * @throws when a living process already uses the folder, or Postgres cannot start; then nothing is
 * left running.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.folder, { recursive: true });
  const folder = realpathSync(options.folder);
  const release = claimFolder(folder, 'postgres');
  try {
    return await startIn(folder, { ...options, release });
  } catch (error) {
    release();
    throw error;
  }
}

async function startIn(
  folder: string,
  { release, durable = true }: EmbeddedOptions & { release(): void },
): Promise<EmbeddedPostgres> {
  const dataDir = join(folder, 'postgres');
  const logPath = join(folder, 'postgres.log');
  const clusterName = clusterNameOf(folder);
  const binaries = await findBinaries();
  const identity = chooseIdentity(dataDir, Object.values(binaries).filter(isPath));
  const { password, ...last } = await openCluster(folder, {
    initdb: binaries.initdb,
    identity,
    durable,
  });
  await clearLeftovers({ dataDir, clusterName }, last.postmaster);

  for (let attempt = 1; ; attempt++) {
    // Whoever is connected keeps the address, unless another program has taken it.
    const port = await freePort(attempt < START_ATTEMPTS ? last.port : undefined);
    const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}`;
    const flags = [`-p${port}`, '-D', dataDir, ...settingsOf(clusterName, durable)];
    const program = [...identity.through, binaries.postgres, ...flags];
    const { mark, exited, callOff, said } = startDaemon(program, {
      // By way of another command, that becomes the user.
      ...(identity.through.length > 0 ? {} : { uid: identity.uid, gid: identity.gid }),
      env: {},
      logPath,
    });
    const end = async () => {
      await endPostgres(clusterName, mark);
      await exited;
      callOff();
      recordEnd(recordPath(folder), { password, port });
    };
    let ready = false;
    try {
      writeRecord(recordPath(folder), { password, port, postmaster: mark });
      ready = await isReady(url, { dataDir, exited });
    } finally {
      if (!ready) await end();
    }
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= end().finally(release);
      return stopped;
    };
    if (ready) return { url, pid: mark.pid, exited, stop };
    const complaint = said().slice(-2_000);
    if (attempt === START_ATTEMPTS || !PASSING.test(complaint)) {
      throw new Error(`Postgres did not start:\n${complaint}`);
    }
    await sleep(300);
  }
}

const isPath = (value: unknown): value is string => typeof value === 'string';
