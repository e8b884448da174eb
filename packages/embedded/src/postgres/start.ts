import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../data-folder/lock-file.ts';
import { tryWriteStateFile, writeStateFile } from '../data-folder/state-file.ts';
import { pathFor } from '../process/closed-folder.ts';
import { startDaemon } from '../process/daemon.ts';
import { freePort } from '../process/free-port.ts';
import { chooseSystemUser } from '../process/system-user.ts';
import { findBinaries } from './binaries.ts';
import {
  APP_ROLE,
  clusterNameOf,
  newPassword,
  openCluster,
  SUPERUSER,
  stateFileOf,
} from './cluster.ts';
import { openBinaries } from './open-binaries.ts';
import { waitUntilReady } from './readiness-probe.ts';
import { serverSettings } from './server-settings.ts';
import { stopLeftovers, stopPostgres } from './shutdown.ts';

/**
 * How an embedded Postgres starts:
 * 1. Lock the data folder, so that no other process starts one in it (data-folder/lock-file.ts).
 * 2. Find the binaries that came from npm, and choose a user that is not root (process/system-user.ts).
 *    It gets no capability, also where only root may enter (process/closed-folder.ts, open-binaries.ts).
 * 3. Create the cluster at the first start, with random passwords (cluster.ts).
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
  /** A postgres:// URL on loopback, with the password of the superuser, who owns the database. */
  url: string;
  /** The same for the role of servers and workers, which does not exist before the first migration. */
  appUrl: string;
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
  const user = chooseSystemUser(dataDir, ['postgres']);
  const { initdb, postgres } = openBinaries(await findBinaries(), user);
  const {
    password,
    appPassword = newPassword(),
    ...last
  } = await openCluster(folder, {
    ...{ initdb, user, durable },
  });
  const passwords = { password, appPassword };
  await stopLeftovers({ dataDir, clusterName }, last.postmaster);

  for (let attempt = 1; ; attempt++) {
    // The port of the last start lets connected clients reconnect.
    const port = await freePort(attempt < START_ATTEMPTS ? last.port : undefined);
    const urlOf = (role: string, secret: string) =>
      `postgres://${role}:${secret}@127.0.0.1:${port}/${DATABASE}`;
    const url = urlOf(SUPERUSER, password);
    const args = ['-D', pathFor(user, dataDir), ...serverSettings(clusterName, durable)];
    const { identity, exited, cancelWatchdog, readLog } = startDaemon(
      [postgres, `-p${port}`, ...args],
      { ...user, cwd: dataDir, env: {}, logPath },
    );
    const end = async () => {
      await stopPostgres(clusterName, identity);
      await exited;
      cancelWatchdog();
      tryWriteStateFile(stateFile, { ...passwords, port });
    };
    let ready = false;
    try {
      writeStateFile(stateFile, { ...passwords, port, postmaster: identity });
      ready = await waitUntilReady(url, { clusterName, exited });
    } finally {
      if (!ready) await end();
    }
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= end().finally(unlock);
      return stopped;
    };
    const lastWords = () => readLog().slice(-LAST_WORDS);
    const appUrl = urlOf(APP_ROLE, appPassword);
    if (ready) return { url, appUrl, pid: identity.pid, exited, lastWords, stop };
    const errors = lastWords();
    if (attempt === START_ATTEMPTS || !TRANSIENT_ERROR.test(errors)) {
      throw new Error(`Postgres did not start:\n${errors}`);
    }
    await sleep(300);
  }
}
