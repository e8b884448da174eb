import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { interruptWhenOrphaned, markOf, type ProcessMark } from '../processes.ts';
import type { Identity } from './identity.ts';

export interface Postmaster {
  mark: ProcessMark;
  exited: Promise<void>;
  /** To be called when it has ended: nothing needs to see to that any more. */
  callOff(): void;
  /** What it has written to its log. */
  said(): string;
}

export function spawnPostmaster(
  program: string[],
  { uid, gid, through }: Identity,
  logPath: string,
): Postmaster {
  const [command = '', ...words] = [...through, ...program];
  // Statements that fail are logged, whatever they carry: for the owner alone.
  const log = openSync(logPath, 'a', 0o600);
  const { size } = fstatSync(log);
  const child = spawn(command, words, {
    ...(through.length > 0 ? {} : { uid, gid }),
    // A group of its own: Ctrl-C in a terminal reaches the starter alone, which then stops in order.
    detached: true,
    stdio: ['ignore', log, log],
    env: {},
  });
  closeSync(log);
  const exited = new Promise<void>((settle) => {
    child.once('exit', () => settle());
    child.once('error', () => settle());
  });
  if (child.pid === undefined) throw new Error(`${command} could not be run`);
  return {
    mark: markOf(child.pid),
    exited,
    callOff: interruptWhenOrphaned(child.pid),
    said: () => readFileSync(logPath).subarray(size).toString().trim().slice(-2_000),
  };
}

/** The settings of Postgres, as its command line takes them. */
export function settingsOf(clusterName: string, durable: boolean): string[] {
  const settings = {
    cluster_name: clusterName,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    jit: 'off',
    // Of a disk without heads. Else a plan that is made while a table is small reads all of it later.
    random_page_cost: 1.1,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
