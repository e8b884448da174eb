import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { openLog } from './log-file.ts';
import { startParentWatchdog } from './parent-watchdog.ts';
import { identityOf, type ProcessIdentity } from './process-identity.ts';

/**
 * How processes are supervised:
 * - A daemon leads a process group of its own, so Ctrl-C reaches only the process that started it.
 * - A watchdog interrupts the daemon when that process ends, even by SIGKILL (parent-watchdog.ts).
 * - A process is identified by pid and start time, so that no signal ever goes to an unrelated process
 *   that got the same pid later (process-identity.ts).
 * - Stopping sends one signal after another, each with a time limit (signals.ts).
 * - Programs that end by themselves, such as initdb and pip, run by run-program.ts.
 */

/** How often it is looked whether the log has become too long. */
const ROTATE_MILLISECONDS = 10_000;

export interface Daemon {
  identity: ProcessIdentity;
  exited: Promise<void>;
  /** Call it once the daemon has ended: it ends the watchdog. */
  cancelWatchdog(): void;
  /** What the daemon has written to its log since it started; if that was much, the end of it. */
  readLog(): string;
}

export interface DaemonOptions {
  logPath: string;
  env: Readonly<Record<string, string | undefined>>;
  uid?: number | undefined;
  gid?: number | undefined;
  /** Entered by this process, with its rights, before the program becomes another user. */
  cwd?: string;
  /** What the list of processes shows instead of the command. */
  argv0?: string;
  /** A file that the program gets open as descriptor 3. */
  inherited?: string;
}

/** Starts a database server, which is interrupted when this process ends. */
export function startDaemon(
  [command = '', ...args]: string[],
  { logPath, inherited, ...spawnOptions }: DaemonOptions,
): Daemon {
  const { descriptor, read, rotate } = openLog(logPath);
  const files = [descriptor, ...(inherited === undefined ? [] : [openSync(inherited, 'r')])];
  const watchdog = startParentWatchdog();
  const child = spawn(command, args, {
    ...spawnOptions,
    detached: true,
    stdio: ['ignore', descriptor, ...files],
  });
  if (child.pid !== undefined) watchdog.watch(child.pid);
  for (const file of files) closeSync(file);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (child.pid === undefined) {
    watchdog.cancel();
    throw new Error(`${command} could not be run`);
  }
  const timer = setInterval(rotate, ROTATE_MILLISECONDS).unref();
  void exited.then(() => clearInterval(timer));
  return {
    identity: identityOf(child.pid),
    exited,
    cancelWatchdog: watchdog.cancel,
    readLog: read,
  };
}
