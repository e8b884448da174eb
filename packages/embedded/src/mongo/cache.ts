import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type Env, versionOf } from './program.ts';

const PREFIX = 'mongod-';
const DRAFT = 'new-';
/** No fetching takes as long: what is older was left by one that was killed. */
const DRAFT_MILLISECONDS = 24 * 3_600_000;

/** Where the mongods are kept that were fetched. */
export function cacheFolder({ XDG_CACHE_HOME = '', HOME }: Env): string {
  const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME || homedir(), '.cache');
  return join(caches, 'frontrow', 'mongod');
}

/** What is kept there, the newest version first. */
export const cachedIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.startsWith(PREFIX))
    .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
    .map((name) => join(folder, name));

/**
 * Fetches a mongod into a folder of its own and keeps it, once it has run. It is moved in whole, so
 * several may do so at the same time, and any of them may be killed.
 */
export async function keep(
  env: Env,
  fetch: (draft: string) => Promise<string>,
): Promise<{ path: string; version: string }> {
  const folder = cacheFolder(env);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeOldDrafts(folder);
  const draft = mkdtempSync(join(folder, DRAFT));
  try {
    const own = join(draft, 'mongod');
    copyFileSync(await fetch(draft), own);
    chmodSync(own, 0o755);
    const version = await versionOf(own, env);
    const path = join(folder, `${PREFIX}${version}`);
    renameSync(own, path);
    return { path, version };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function removeOldDrafts(folder: string): void {
  for (const name of readdirSync(folder).filter((name) => name.startsWith(DRAFT))) {
    const draft = join(folder, name);
    const begun = statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - begun > DRAFT_MILLISECONDS) rmSync(draft, { recursive: true, force: true });
  }
}
