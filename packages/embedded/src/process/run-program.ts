import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { startParentWatchdog } from './parent-watchdog.ts';
import { waitForExit } from './wait-for-exit.ts';

/** Environment variables. Only main files read `process.env`; all others get it as an argument. */
export type Env = Readonly<Record<string, string | undefined>>;

const MAX_ERROR_LENGTH = 1_000;

export interface RunOptions {
  env: Env;
  cwd?: string;
  uid?: number | undefined;
  gid?: number | undefined;
  /** A file that the program reads as its standard input; opened by this process. */
  input?: string;
  /** The program is killed when it prints nothing for so long. */
  silenceMilliseconds: number;
  /** Kills the program; the signal's reason is thrown. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end and returns its standard output. The program and its children are killed
 * when it is silent for too long, when the signal aborts, and interrupted when this process ends.
 *
 * @throws the signal's reason on abort; otherwise an error that names the program and, in one line,
 * why it failed: `pip failed (<the end of its error output>)` or `pip printed nothing for 20 s`
 */
export async function runProgram(
  [command = '', ...args]: string[],
  { silenceMilliseconds, signal, input, ...spawnOptions }: RunOptions,
): Promise<string> {
  signal?.throwIfAborted();
  const silent = new AbortController();
  const stdin = input === undefined ? 'ignore' : openSync(input, 'r');
  const watchdog = startParentWatchdog();
  const child = spawn(command, args, {
    ...spawnOptions,
    detached: true,
    stdio: [stdin, 'pipe', 'pipe'],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  if (stdin !== 'ignore') closeSync(stdin);
  const timer = setTimeout(() => silent.abort(), silenceMilliseconds);
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const chunks: string[] = [];
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      chunks.push(chunk);
      timer.refresh();
    });
    return () => chunks.join('');
  }) as [() => string, () => string];
  const exit = await waitForExit(child, {
    watchdog,
    signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
  })
    .catch(({ code }: NodeJS.ErrnoException) => code)
    .finally(() => clearTimeout(timer));
  signal?.throwIfAborted();
  if (silent.signal.aborted) {
    throw new Error(`${command} printed nothing for ${silenceMilliseconds / 1000} s`);
  }
  if (exit === 0) return stdout();
  throw new Error(`${command} failed (${inOneLine(stderr()).slice(-MAX_ERROR_LENGTH) || exit})`);
}

const inOneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');

/** The message of an error, in one line. */
export const reasonOf = (error: unknown): string =>
  inOneLine(error instanceof Error ? error.message : String(error));
