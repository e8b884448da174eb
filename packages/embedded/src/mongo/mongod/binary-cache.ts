import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { createOwnedFolder, removeAbandonedFolders } from '../../data-folder/owned-folder.ts';
import type { Env } from '../../process/run-program.ts';
import { checkMongod, type Mongod, type SearchOptions } from './version.ts';

const PREFIX = 'mongod-';
const DRAFT_PREFIX = 'new-';
/** No download takes a day: an older draft was left by a killed process. */
const DRAFT_MILLISECONDS = 24 * 3_600_000;

/** The folders with cached binaries: the user's cache, and a temporary folder for users without one. */
export function cacheFolders(env: Env): string[] {
  const temporary = temporaryCache(env);
  return [userCache(env), isPrivate(temporary) ? temporary : null].filter((one) => one !== null);
}

function userCache({ XDG_CACHE_HOME = '', HOME }: Env): string | null {
  try {
    const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME || homedir(), '.cache');
    return join(caches, 'frontrow', 'mongod');
  } catch {
    // homedir() throws for a uid without an entry in /etc/passwd, as in many containers.
    return null;
  }
}

const temporaryCache = ({ TMPDIR = '' }: Env): string =>
  join(isAbsolute(TMPDIR) ? TMPDIR : tmpdir(), `frontrow-${process.getuid?.()}`);

/** Whether only this user can write the folder. Any user can create folders in a temporary folder. */
function isPrivate(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return !!stat?.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0;
}

/** The cached binaries, the newest version first; with a release such as `7.0`, only those of it. */
export function cachedMongods(env: Env, release = ''): string[] {
  const prefix = release ? `${PREFIX}${release}.` : PREFIX;
  return cacheFolders(env).flatMap((folder) =>
    namesIn(folder)
      .filter((name) => name.startsWith(prefix))
      .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
      .map((name) => join(folder, name)),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Creates the cache folder. */
function openCache(env: Env): string {
  const cache = userCache(env);
  try {
    if (cache !== null) {
      mkdirSync(cache, { recursive: true, mode: 0o700 });
      accessSync(cache, constants.W_OK | constants.X_OK);
      return cache;
    }
  } catch {
    // The home folder cannot be written.
  }
  const temporary = temporaryCache(env);
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  if (isPrivate(temporary)) return temporary;
  throw new Error(
    `${cache ?? 'the home folder'} cannot be used, and others can write ${temporary}`,
  );
}

/** Brings a mongod into a folder and returns its path. */
export type FetchMongod = (folder: string, options: SearchOptions) => Promise<string>;

/**
 * Fetches a mongod into a draft folder and, if it runs, adds it to the cache as `mongod-<version>`. The
 * rename is atomic, so several processes may do this at once, and a killed one leaves only its draft.
 */
export async function addToCache(options: SearchOptions, fetch: FetchMongod): Promise<Mongod> {
  const cache = openCache(options.env);
  removeAbandonedFolders(cache, DRAFT_PREFIX, DRAFT_MILLISECONDS);
  const draft = createOwnedFolder(cache, DRAFT_PREFIX);
  try {
    const copy = join(draft, 'mongod');
    copyFileSync(await fetch(draft, options), copy);
    chmodSync(copy, 0o755);
    const { version } = await checkMongod(copy, options);
    const path = join(cache, `${PREFIX}${version}`);
    renameSync(copy, path);
    return { path, version };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
