import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { interruptOnParentExit } from '../../src/process/parent-watchdog.ts';

export interface RunAs {
  /** A command that runs the process, such as setpriv with its arguments. */
  wrapper?: string[];
  uid?: number;
  gid?: number;
}

/** A process that starts a database and keeps it running. */
export interface StarterProcess {
  pid: number;
  /** The database; null when the process ended without one. */
  started: Promise<{ pid: number; url: string } | null>;
  /** The exit code (null when it was killed) and all output. */
  ended: Promise<{ code: number | null; output: string }>;
  kill(signal: NodeJS.Signals): void;
}

const SCRIPTS = {
  postgres: '../postgres/run-postgres-main.ts',
  mongo: '../mongo/run-mongo-main.ts',
};

/**
 * Starts a database in a data folder from another process, so that a test can kill the process that
 * started it. The process is interrupted when this one ends.
 */
export function startByProcess(
  database: keyof typeof SCRIPTS,
  folder: string,
  { wrapper = [], ...options }: RunAs & { env: NodeJS.ProcessEnv },
): StarterProcess {
  const script = fileURLToPath(new URL(SCRIPTS[database], import.meta.url));
  const [command = '', ...args] = [...wrapper, process.execPath, script, folder];
  const child = spawn(command, args, { ...options, cwd: '/', stdio: 'pipe' });
  const cancelWatchdog = child.pid === undefined ? () => {} : interruptOnParentExit(child.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      cancelWatchdog();
      resolve({ code, output });
    });
  });
  const started = new Promise<{ pid: number; url: string } | null>((resolve) => {
    child.stdout.on('data', () => {
      if (output.includes('\n')) resolve(JSON.parse(output) as { pid: number; url: string });
    });
    ended.then(
      () => resolve(null),
      () => resolve(null),
    );
  });
  return { pid: child.pid ?? 0, started, ended, kill: (signal) => child.kill(signal) };
}
