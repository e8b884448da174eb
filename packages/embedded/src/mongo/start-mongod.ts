import { dirname } from 'node:path';
import { anyoneMayEnter, pathFor } from '../process/closed-folder.ts';
import { type Daemon, startDaemon } from '../process/daemon.ts';
import { HAS_PROC } from '../process/proc.ts';
import type { Env } from '../process/run-program.ts';
import type { SystemUser } from '../process/system-user.ts';
import { titleOf } from './command-line.ts';
import { mongodEnv } from './mongod/version.ts';

export interface StartMongodOptions {
  env: Env;
  /** Not root. */
  user: SystemUser;
  /** Belongs to the user. */
  dataDir: string;
  logPath: string;
}

/** Where a program finds the file that it got open as descriptor 3. */
const INHERITED = '/proc/self/fd/3';

/**
 * Starts mongod as that user, without capabilities, with the data directory as its current folder.
 *
 * @param commandLineFor makes the command line from the path by which mongod opens the data directory
 */
export function startMongod(
  { env, user, dataDir, logPath }: StartMongodOptions,
  commandLineFor: (path: string) => string[],
): Daemon {
  const [mongod = '', ...args] = commandLineFor(pathFor(user, dataDir));
  // Root's own cache is in its home, where the user cannot enter; an open file can be run all the same.
  const isClosed = user.uid !== undefined && HAS_PROC && !anyoneMayEnter(dirname(mongod));
  return startDaemon([isClosed ? INHERITED : mongod, ...args], {
    ...user,
    ...(isClosed ? { inherited: mongod } : {}),
    argv0: titleOf(mongod, dataDir),
    cwd: dataDir,
    env: mongodEnv(env),
    logPath,
  });
}
