import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { interruptWhenOrphaned } from '../../src/process/process-identity.ts';

export interface As {
  through?: string[];
  uid?: number;
  gid?: number;
}

/** A process of its own that starts a database. */
export interface Starter {
  pid: number;
  /** Where its database is; null when it ended before it had one. */
  started: Promise<{ pid: number; url: string } | null>;
  /** Its exit code, null when it was killed, and everything it said. */
  ended: Promise<{ code: number | null; output: string }>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Runs a script of this folder, which starts a database in the data folder and says where. It is
 * interrupted when this process ends, however that ends.
 */
export function runStarter(
  script: string,
  folder: string,
  { through = [], ...options }: As & { env: NodeJS.ProcessEnv },
): Starter {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const [command = '', ...words] = [...through, process.execPath, path, folder];
  return starterOf(spawn(command, words, { ...options, cwd: '/', stdio: 'pipe' }));
}

function starterOf(child: ChildProcess): Starter {
  const callOff = child.pid === undefined ? () => {} : interruptWhenOrphaned(child.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      callOff();
      resolve({ code, output });
    });
  });
  const started = new Promise<{ pid: number; url: string } | null>((resolve) => {
    child.stdout?.on('data', () => {
      if (output.includes('\n')) resolve(JSON.parse(output) as { pid: number; url: string });
    });
    ended.then(
      () => resolve(null),
      () => resolve(null),
    );
  });
  return { pid: child.pid ?? 0, started, ended, kill: (signal) => child.kill(signal) };
}
