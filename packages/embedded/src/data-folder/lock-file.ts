import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity } from '../process/process-identity.ts';

/**
 * How a data folder is used:
 * - One process at a time may start Postgres in it, and one MongoDB. A lock file says which (here).
 * - `postgres.json` and `mongo.json` keep the password, the last port and the identity of the running
 *   server, so that the next start can find and stop what a killed process left (state-file.ts).
 * - Temporary folders carry their owner in their name, so that a later process can remove those of
 *   killed ones (owned-folder.ts).
 */

/**
 * Takes a lock of a folder for this process, and returns the function that releases it. A folder can have
 * several locks with different names, such as `postgres` and `mongo`.
 *
 * Lock files are numbered and contain the identity of their owner. A process takes the lock by creating
 * the file with the next number, which only one process can do, and only when the owner of the newest
 * file has ended. With one file of a fixed name, two processes that both find the file of a killed
 * owner could both remove it and both take the lock. File locks (flock) would do, but Node has none.
 *
 * @throws when a living process has the lock
 */
export function lockFolder(folder: string, name: string): () => void {
  const prefix = `${name}.lock-`;
  const pathOf = (number: number) => join(folder, `${prefix}${number}`);
  const draft = join(folder, `${name}.locking-${randomBytes(6).toString('hex')}`);
  try {
    writeFileSync(draft, JSON.stringify(identityOf(process.pid)));
    for (;;) {
      const newest = newestIn(folder, prefix);
      const owner = readOwner(pathOf(newest));
      if (owner && isAlive(owner)) {
        throw new Error(`Frontrow already runs on ${folder} (process ${owner.pid})`);
      }
      const own = pathOf(newest + 1);
      if (!linkOnce(draft, own)) continue;
      // Between listing and linking, another process may have added a file and removed the older ones.
      if (newestIn(folder, prefix) === newest + 1) {
        for (const number of numbersIn(folder, prefix)) {
          if (number <= newest) rmSync(pathOf(number), { force: true });
        }
        return () => rmSync(own, { force: true });
      }
      rmSync(own, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

const numbersIn = (folder: string, prefix: string): number[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)));

const newestIn = (folder: string, prefix: string): number =>
  Math.max(0, ...numbersIn(folder, prefix));

/** Null when the file has been removed since it was listed, or a power cut left it empty. */
function readOwner(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Linking creates the file with its content in one step; false when the path exists already. */
function linkOnce(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
