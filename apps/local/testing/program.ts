import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '@frontrow/database/orm';
import { seedDemo } from '@frontrow/database/seeds/demo';
import { interruptOnParentExit } from '@frontrow/embedded/process/parent-watchdog';
import {
  CLEAN_ENV,
  type DataFolder,
  sharedDataFolder,
} from '@frontrow/embedded/testing/postgres/postgres-folder';
import { type ObservedProcess, processesOf } from '@frontrow/embedded/testing/process/processes';
import { type Present, until } from '@frontrow/embedded/testing/until';

export interface Program {
  pid: number;
  /** Its exit code, null when a signal ended it, once nothing holds its output open any more. */
  ended: Promise<number | null>;
  /** All that it and its processes have said so far. */
  output(): string;
  /** Waits like `until`; fails as soon as it has ended, with what it has said. */
  meanwhile<Answer>(what: string, ask: () => Answer): Promise<Present<Answer>>;
  /** Waits until it says so. */
  says(what: RegExp): Promise<RegExpExecArray>;
  /** Where its API is, once it has said that it runs. */
  url(): Promise<string>;
  /** Where its worker is. */
  workerUrl(): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Runs `pnpm start` on that folder, but for pnpm; through other words where given. It is interrupted
 * when this process ends, however that ends.
 */
export function run(
  { path }: DataFolder,
  env: Record<string, string> = {},
  through: string[] = [],
): Program {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const [command = '', ...words] = [...through, process.execPath, main];
  const child = spawn(command, words, {
    env: { ...CLEAN_ENV, FRONTROW_DATA: path, PORT: '0', RATE_LIMIT: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const callOff = child.pid === undefined ? () => {} : interruptOnParentExit(child.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  let over = false;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      over = true;
      callOff();
      resolve(code);
    });
  });
  const meanwhile = async <Answer>(what: string, ask: () => Answer) => {
    try {
      return await until(what, () => {
        if (over && !ask()) throw new Error('it has ended');
        return ask();
      });
    } catch (error) {
      throw new Error(`${what}: ${error}; it said:\n${output}`);
    }
  };
  const says = (what: RegExp) => meanwhile(`it says ${what}`, () => what.exec(output));
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    meanwhile,
    says,
    url: async () => (await says(/API +(http:\S+)\/trpc/))[1] ?? '',
    workerUrl: async () => (await says(/worker +(http:\S+)\/readyz/))[1] ?? '',
    kill: (signal) => child.kill(signal),
  };
}

/** The data folder of the test file with the demo in it, as an earlier start left it. */
export const demoFolder = (): Promise<DataFolder> =>
  sharedDataFolder(async (url) => {
    await migrate(url);
    await seedDemo(url);
  });

/** The server process on that folder; undefined while there is none. */
export const serverOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) => commandLine.endsWith('apps/server/src/main.ts'));

/** The worker process on that folder; undefined while there is none. */
export const workerOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) => commandLine.endsWith('apps/worker/src/main.ts'));

/** The mongod on that folder; undefined while there is none. */
export const mongoOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) => /^\S*\/mongod[-\w.]* /.test(commandLine));

/** The postmaster on that folder; undefined while there is none. */
export const postgresOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) => /^\S+\/postgres -p\d+ -D /.test(commandLine));

/** The URL with which one gets into the Postgres on that folder. */
export function databaseOf({ path }: DataFolder): string {
  const { password, port } = JSON.parse(readFileSync(join(path, 'postgres.json'), 'utf8')) as {
    password: string;
    port: number;
  };
  return `postgres://frontrow:${password}@127.0.0.1:${port}/frontrow`;
}
