import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../data-folder/lock-file.ts';
import { tryWriteStateFile, writeStateFile } from '../data-folder/state-file.ts';
import { startDaemon } from '../process/daemon.ts';
import { freePort } from '../process/free-port.ts';
import { findBinaries } from './binaries.ts';
import { clusterNameOf, openCluster, SUPERUSER, stateFileOf } from './cluster.ts';
import { waitUntilReady } from './readiness-probe.ts';
import { serverSettings } from './server-settings.ts';
import { stopLeftovers, stopPostgres } from './shutdown.ts';
import { chooseSystemUser } from './system-user.ts';

/**
 * How an embedded Postgres starts:
 * 1. Lock the data folder, so that no other process starts one in it (data-folder/lock-file.ts).
 * 2. Find the binaries that came from npm, and choose a user that is not root (system-user.ts).
 * 3. Create the cluster at the first start, with a random password (cluster.ts).
 * 4. Stop what a killed process left running, and remove its pid file (shutdown.ts).
 * 5. Start the postmaster on the port of the last start, or on another one if that is taken.
 * 6. Wait until it answers, and create the database (readiness-probe.ts).
 * A watchdog stops it when this process ends (process/daemon.ts).
 */

const DATABASE = 'frontrow';
const START_ATTEMPTS = 5;
/** How many characters of the log explain an end. */
const LAST_WORDS = 2_000;
/** Errors that the next attempt may not meet: the port was taken, or a process is still ending. */
const TRANSIENT_ERROR = /could not bind|could not create any TCP|shared memory block/;

export interface EmbeddedPostgresOptions {
  /** The data folder. The cluster is in its `postgres`, the log in its `postgres.log`. */
  folder: string;
  /** False, for tests, makes commits faster; a power cut can then lose or corrupt data. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** A postgres:// URL on loopback, with the password. */
  url: string;
  pid: number;
  /** Resolves when Postgres ends, whether it was stopped or crashed. */
  exited: Promise<void>;
  /** The end of its log. */
  lastWords(): string;
  /** Disconnects all clients, writes a checkpoint, and resolves when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a real Postgres in a data folder. The first start creates the cluster; a start after a crash
 * recovers it. Postgres is stopped when this process ends, even when this process is killed.
 *
 * @throws when a living process already uses the folder, or Postgres cannot start; then no process is
 * left running
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  mkdirSync(options.folder, { recursive: true });
  const folder = realpathSync(options.folder);
  const unlock = lockFolder(folder, 'postgres');
  try {
    return await startIn(folder, { ...options, unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startIn(
  folder: string,
  { unlock, durable = true }: EmbeddedPostgresOptions & { unlock(): void },
): Promise<EmbeddedPostgres> {
  const dataDir = join(folder, 'postgres');
  const logPath = join(folder, 'postgres.log');
  const stateFile = stateFileOf(folder);
  const clusterName = clusterNameOf(folder);
  const { initdb, postgres } = await findBinaries();
  const user = chooseSystemUser(dataDir, [initdb, postgres]);
  const { password, ...last } = await openCluster(folder, { initdb, user, durable });
  await stopLeftovers({ dataDir, clusterName }, last.postmaster);

  for (let attempt = 1; ; attempt++) {
    // The port of the last start lets connected clients reconnect.
    const port = await freePort(attempt < START_ATTEMPTS ? last.port : undefined);
    const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}`;
    const args = [`-p${port}`, '-D', dataDir, ...serverSettings(clusterName, durable)];
    const { identity, exited, cancelWatchdog, readLog } = startDaemon(
      [...user.wrapper, postgres, ...args],
      {
        // The wrapper changes the user by itself.
        ...(user.wrapper.length > 0 ? {} : { uid: user.uid, gid: user.gid }),
        env: {},
        logPath,
      },
    );
    const end = async () => {
      await stopPostgres(clusterName, identity);
      await exited;
      cancelWatchdog();
      tryWriteStateFile(stateFile, { password, port });
    };
    let ready = false;
    try {
      writeStateFile(stateFile, { password, port, postmaster: identity });
      ready = await waitUntilReady(url, { dataDir, exited });
    } finally {
      if (!ready) await end();
    }
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= end().finally(unlock);
      return stopped;
    };
    const lastWords = () => readLog().slice(-LAST_WORDS);
    if (ready) return { url, pid: identity.pid, exited, lastWords, stop };
    const errors = lastWords();
    if (attempt === START_ATTEMPTS || !TRANSIENT_ERROR.test(errors)) {
      throw new Error(`Postgres did not start:\n${errors}`);
    }
    await sleep(300);
  }
}
