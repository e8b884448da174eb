import { type Env, firstThatRuns } from '../../process/run-program.ts';
import { cachedIn } from './binary-cache.ts';
import { type Finding, type FoundMongod, findMongod } from './find-mongod.ts';

/** The version of the mongod that made the data; undefined where none has. */
type Made = string | undefined;

/**
 * A mongod that can run on the data: one of the release that made it, if one is found or kept; else
 * one of a later release of that major version or of the next. The data itself stays as it was made,
 * so the former mongod can run on it again.
 *
 * @throws when the one that is found cannot; the message names both versions.
 */
export async function findFitting(
  made: Made,
  env: Env,
  finding: Finding = {},
): Promise<FoundMongod> {
  const found = await findMongod(env, finding);
  if (made === undefined || releaseOf(found.version) === releaseOf(made)) return found;
  const kept = found.source === 'named' ? null : await keptOne(releaseOf(made), env, finding);
  if (kept) return kept;
  if (takesUp(found.version, made)) return found;
  throw new Error(
    `the data was made by mongod ${made}, which ${found.path} of version ${found.version} cannot run on: name another by MONGOMS_SYSTEM_BINARY, or move the data away to begin anew`,
  );
}

async function keptOne(
  release: string,
  env: Env,
  { signal }: Finding,
): Promise<FoundMongod | null> {
  try {
    return { ...(await firstThatRuns(cachedIn(env, release), { env, signal })), source: 'cache' };
  } catch {
    signal?.throwIfAborted();
    return null;
  }
}

const numbersOf = (version: string) => version.split('.').map(Number);
const releaseOf = (version: string) => numbersOf(version).slice(0, 2).join('.');

function takesUp(version: string, made: string): boolean {
  const [[major = 0, minor = 0], [madeMajor = 0, madeMinor = 0]] = [version, made].map(
    numbersOf,
  ) as [number[], number[]];
  return major === madeMajor + 1 || (major === madeMajor && minor > madeMinor);
}
