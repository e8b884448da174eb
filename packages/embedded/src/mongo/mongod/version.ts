import { type Env, reasonOf, runProgram } from '../../process/run-program.ts';

/** A mongod that runs on this machine. */
export interface Mongod {
  path: string;
  version: string;
}

export interface SearchOptions {
  env: Env;
  /** Aborts the search: programs that run are killed, and the signal's reason is thrown. */
  signal?: AbortSignal | undefined;
}

const VERSION_MILLISECONDS = 20_000;

/**
 * Proves that a file is a mongod that runs on this machine, by asking it for its version. A file from
 * another distribution can be executable and still fail, for want of a library.
 *
 * @throws when it does not run, or is another program
 */
export async function checkMongod(path: string, { env, signal }: SearchOptions): Promise<Mongod> {
  const stdout = await runProgram([path, '--version'], {
    env: mongodEnv(env),
    signal,
    silenceMilliseconds: VERSION_MILLISECONDS,
  });
  const version = /^db version v(\S+)/m.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${path} is no mongod`);
  return { path, version };
}

/** The part of the environment that mongod needs to find libraries. Secrets are not passed on. */
export const mongodEnv = ({ PATH, HOME, LD_LIBRARY_PATH }: Env): Env =>
  Object.fromEntries(
    Object.entries({ PATH, HOME, LD_LIBRARY_PATH }).filter(([, value]) => value !== undefined),
  );

/**
 * The result of the first candidate whose attempt succeeds.
 *
 * @throws an error with the reasons of all candidates, or `otherwise` when there are none
 */
export async function firstSuccess<Candidate, Result>(
  candidates: Candidate[],
  attempt: (candidate: Candidate) => Promise<Result>,
  { signal, otherwise = '' }: { signal?: AbortSignal | undefined; otherwise?: string },
): Promise<Result> {
  const failures: string[] = [];
  for (const candidate of candidates) {
    try {
      return await attempt(candidate);
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(reasonOf(error));
    }
  }
  throw new Error(failures.join('; ') || otherwise);
}

/**
 * The first of the files that is a mongod which runs here.
 *
 * @throws with `otherwise` when there are no files
 */
export const firstWorking = (
  paths: string[],
  options: SearchOptions,
  otherwise: string,
): Promise<Mongod> =>
  firstSuccess(paths, (path) => checkMongod(path, options), { signal: options.signal, otherwise });

/** The release of a version: `7.0` for `7.0.24`. */
export const releaseOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/**
 * Whether a mongod can read data that another version created. It reads data of its own release, of
 * earlier releases with the same major version, and of the major version before. The data keeps its
 * feature compatibility version, so the older mongod can still read it later.
 */
export function canRead(version: string, dataVersion: string): boolean {
  if (releaseOf(version) === releaseOf(dataVersion)) return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [dataMajor = 0, dataMinor = 0] = dataVersion.split('.').map(Number);
  return major === dataMajor + 1 || (major === dataMajor && minor > dataMinor);
}
