import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { endOf } from './wait-for-exit.ts';

/** The environment, as its main file hands it on. */
export type Env = Readonly<Record<string, string | undefined>>;

/** With what a program is looked for, and until when. */
export interface Search {
  env: Env;
  /** Gives it up: what runs is killed, nothing more is begun, and the signal's reason is thrown. */
  signal?: AbortSignal | undefined;
}

const VERSION_MILLISECONDS = 20_000;

/** Proves that it is a mongod which runs on this machine, by asking it for its version. */
export async function versionOf(path: string, { env, signal }: Search): Promise<string> {
  const asked = { env: mongodEnv(env), signal };
  const { stdout } = await run([path, '--version'], asked, VERSION_MILLISECONDS);
  const version = /^db version v(\S+)/m.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${path} is no mongod`);
  return version;
}

/** The first of several that is a mongod which runs here. */
export async function firstThatRuns(
  candidates: string[],
  search: Search,
): Promise<{ path: string; version: string }> {
  const failures: string[] = [];
  for (const path of candidates) {
    try {
      return { path, version: await versionOf(path, search) };
    } catch (error) {
      search.signal?.throwIfAborted();
      failures.push(reasonOf(error));
    }
  }
  throw new Error(failures.join('; ') || 'no mongod in it');
}

/** What a mongod gets of the environment: where programs and libraries are, and none of the rest. */
export const mongodEnv = ({ PATH, HOME, LD_LIBRARY_PATH }: Env): Env => ({
  ...(PATH === undefined ? {} : { PATH }),
  ...(HOME === undefined ? {} : { HOME }),
  ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }),
});

/** Runs a program to its end; a failure says in one line which and why. */
export async function run(
  [command = '', ...words]: string[],
  { env, signal }: Search,
  milliseconds: number,
): Promise<{ stdout: string }> {
  signal?.throwIfAborted();
  const late = AbortSignal.timeout(milliseconds);
  const child = spawn(command, words, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const end = await endOf(child, signal ? AbortSignal.any([signal, late]) : late).catch(
    ({ code }: NodeJS.ErrnoException) => code,
  );
  signal?.throwIfAborted();
  if (end === 0) return { stdout: stdout() };
  const complaint = stderr().trim().split('\n').at(-1);
  throw new Error(
    `${command} ${late.aborted ? `went on for ${milliseconds / 1000} s` : `failed (${complaint || end})`}`,
  );
}

function textOf(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

/** A failure in one line. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ');
