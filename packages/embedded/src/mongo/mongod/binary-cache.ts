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
import { ownedFolder, removeAbandoned } from '../../data-folder/owned-folder.ts';
import { type Env, type Search, versionOf } from '../../process/run-program.ts';

const PREFIX = 'mongod-';
const DRAFT = 'new-';
/** No fetching takes as long: what is older was left by one that was killed. */
const DRAFT_MILLISECONDS = 24 * 3_600_000;

/** Where the mongods are kept that were fetched: in the user's cache, and where he has none. */
export function cacheFolders(env: Env): string[] {
  const temporary = temporaryCache(env);
  return [homeCache(env), isOurs(temporary) ? temporary : null].filter((one) => one !== null);
}

function homeCache({ XDG_CACHE_HOME = '', HOME }: Env): string | null {
  try {
    const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME || homedir(), '.cache');
    return join(caches, 'frontrow', 'mongod');
  } catch {
    // A user by number alone, as in a container, has no home.
    return null;
  }
}

const temporaryCache = ({ TMPDIR = '' }: Env): string =>
  join(isAbsolute(TMPDIR) ? TMPDIR : tmpdir(), `frontrow-${process.getuid?.()}`);

/** Whether no other user can have put anything in it. */
function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return !!stat?.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0;
}

/** What is kept there, the newest version first; of that release alone, if one is given. */
export function cachedIn(env: Env, release = ''): string[] {
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

/** The cache to put one in, made if need be. */
function openCache(env: Env): string {
  const home = homeCache(env);
  try {
    if (home !== null) {
      mkdirSync(home, { recursive: true, mode: 0o700 });
      accessSync(home, constants.W_OK | constants.X_OK);
      return home;
    }
  } catch {
    // Such a home is as good as none.
  }
  const temporary = temporaryCache(env);
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  if (isOurs(temporary)) return temporary;
  throw new Error(`${home ?? 'the home folder'} cannot be used, and others can write ${temporary}`);
}

/**
 * Fetches a mongod into a folder of its own and keeps it, once it has run. It is moved in whole, so
 * several may do so at the same time, and any of them may be killed.
 */
export async function keep(
  search: Search,
  fetch: (draft: string) => Promise<string>,
): Promise<{ path: string; version: string }> {
  const folder = openCache(search.env);
  removeAbandoned(folder, DRAFT, DRAFT_MILLISECONDS);
  const draft = ownedFolder(folder, DRAFT);
  try {
    const own = join(draft, 'mongod');
    copyFileSync(await fetch(draft), own);
    chmodSync(own, 0o755);
    const version = await versionOf(own, search);
    const path = join(folder, `${PREFIX}${version}`);
    renameSync(own, path);
    return { path, version };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
