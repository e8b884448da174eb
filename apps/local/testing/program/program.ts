import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { interruptOnParentExit } from '@frontrow/embedded/process/parent-watchdog';
import { CLEAN_ENV, type DataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { type Present, until } from '@frontrow/embedded/testing/until';

export interface Program {
  pid: number;
  /** Exit code, or null after a signal. Settles when no process holds the output open any more. */
  ended: Promise<number | null>;
  /** The output so far of the program and its child processes. */
  output(): string;
  /** Waits like `until`, but fails with the output as soon as the program has ended. */
  waitFor<Answer>(what: string, ask: () => Answer): Promise<Present<Answer>>;
  /** Waits until the output matches. */
  waitForOutput(what: RegExp): Promise<RegExpExecArray>;
  /** URL of the server, from the announcement. */
  url(): Promise<string>;
  /** URL of the storefront, from the announcement. */
  storefrontUrl(): Promise<string>;
  /** URL of the console, from the announcement. */
  consoleUrl(): Promise<string>;
  /** URL of the worker, from the announcement. */
  workerUrl(): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

export interface RunOptions {
  /** Path of the main file; default: that of `pnpm start`. */
  main?: string;
  /** Command line that runs Node, such as `sh -c …`; default: none. */
  wrapper?: string[];
}

/** The limit of a wait for the program. A start takes 3 seconds, and ten times that where others work too. */
const WAIT_MILLISECONDS = 120_000;

/** The time limit of a test that starts the whole product, in milliseconds. */
export const TIMEOUT = 240_000;

const START = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Without the pages: where a test is about them, it names the services. */
const DEFAULTS = { PORT: '0', RATE_LIMIT: 'off', FRONTROW_SERVICES: 'server,worker' };

/** Runs `pnpm start`, without pnpm, on that folder. It gets SIGINT when the test process ends. */
export function run(
  { path }: DataFolder,
  env: Record<string, string> = {},
  { main = START, wrapper = [] }: RunOptions = {},
): Program {
  const [command = '', ...args] = [...wrapper, process.execPath, main];
  const child = spawn(command, args, {
    env: { ...CLEAN_ENV, ...DEFAULTS, FRONTROW_DATA: path, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const cancelInterrupt = child.pid === undefined ? () => {} : interruptOnParentExit(child.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      hasEnded = true;
      cancelInterrupt();
      resolve(code);
    });
  });
  const waitFor = async <Answer>(what: string, ask: () => Answer) => {
    try {
      const askWhileItRuns = () => {
        if (hasEnded && !ask()) throw new Error('the program has ended');
        return ask();
      };
      return await until(what, askWhileItRuns, WAIT_MILLISECONDS);
    } catch (error) {
      throw new Error(`${what}: ${error}; output:\n${output}`);
    }
  };
  const waitForOutput = (what: RegExp) => waitFor(`output ${what}`, () => what.exec(output));
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    waitFor,
    waitForOutput,
    url: async () => (await waitForOutput(/API +(http:\S+)\/trpc/))[1] ?? '',
    consoleUrl: async () => (await waitForOutput(/console +(http:\S+)\//))[1] ?? '',
    storefrontUrl: async () => (await waitForOutput(/storefront +(http:\S+)\//))[1] ?? '',
    workerUrl: async () => (await waitForOutput(/worker +(http:\S+)\/readyz/))[1] ?? '',
    kill: (signal) => child.kill(signal),
  };
}
