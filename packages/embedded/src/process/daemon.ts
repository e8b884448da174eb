import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { markOf, orphanGuard, type ProcessMark } from './process-identity.ts';

export interface Daemon {
  mark: ProcessMark;
  exited: Promise<void>;
  /** To be called when it has ended: nothing needs to see to that any more. */
  callOff(): void;
  /** What it has written to its log. */
  said(): string;
}

export interface DaemonOptions {
  logPath: string;
  env: Readonly<Record<string, string | undefined>>;
  uid?: number | undefined;
  gid?: number | undefined;
}

/** Starts a database server that is interrupted when this process ends, however that ends. */
export function startDaemon(
  [command = '', ...words]: string[],
  { logPath, ...as }: DaemonOptions,
): Daemon {
  // Statements that fail are logged, whatever they carry: for the owner alone.
  const log = openSync(logPath, 'a', 0o600);
  const { size } = fstatSync(log);
  const guard = orphanGuard();
  const child = spawn(command, words, {
    ...as,
    // A group of its own: Ctrl-C in a terminal reaches the starter alone, which then stops in order.
    detached: true,
    stdio: ['ignore', log, log],
  });
  if (child.pid !== undefined) guard.over(child.pid);
  closeSync(log);
  const exited = new Promise<void>((settle) => {
    child.once('exit', () => settle());
    child.once('error', () => settle());
  });
  if (child.pid === undefined) {
    guard.callOff();
    throw new Error(`${command} could not be run`);
  }
  return {
    mark: markOf(child.pid),
    exited,
    callOff: guard.callOff,
    said: () => textAfter(logPath, size).trim(),
  };
}

function textAfter(path: string, start: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - start));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start)).toString();
  } finally {
    closeSync(file);
  }
}
