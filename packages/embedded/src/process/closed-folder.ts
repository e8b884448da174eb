import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HAS_PROC } from './proc.ts';
import type { SystemUser } from './system-user.ts';

/**
 * How another user works in a data directory below a folder that only root may enter, such as /root:
 * 1. Root starts the program with the data directory as its current folder. The kernel checks the parent
 *    folders then, with root's rights, and not again.
 * 2. The program gets /proc/self/cwd as the path, which leads there without passing the parent folders.
 *    It works for all child processes too, as they inherit the current folder.
 * So the program needs no capability. A relative path would not do: Postgres makes it absolute.
 */
const CURRENT_FOLDER = '/proc/self/cwd';

/** Whether all users may enter the folder and each of its parents. */
export function anyoneMayEnter(folder: string): boolean {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(current) && (statSync(current).mode & 0o001) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

/**
 * The path by which a program of that user opens its data directory, when the directory is the program's
 * current folder.
 *
 * @throws on systems without /proc when the user cannot enter a parent folder
 */
export function pathFor({ uid }: SystemUser, dataDir: string): string {
  if (uid === undefined || anyoneMayEnter(dirname(dataDir))) return dataDir;
  if (HAS_PROC) return CURRENT_FOLDER;
  throw new Error(
    `the database does not run as root, and user ${uid} cannot enter ${dirname(dataDir)}: run as an ordinary user, or set FRONTROW_DATA to a folder that others may enter`,
  );
}
