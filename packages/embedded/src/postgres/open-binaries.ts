import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createOwnedFolder, removeAbandonedFolders } from '../data-folder/owned-folder.ts';
import { anyoneMayEnter } from '../process/closed-folder.ts';
import type { SystemUser } from '../process/system-user.ts';
import type { PostgresBinaries } from './binaries.ts';

const DRAFT_PREFIX = 'new-';
/** No copy takes an hour: an older draft was left by a killed process. */
const DRAFT_MILLISECONDS = 3_600_000;

/**
 * The binaries where that user can run them. When root has installed the packages in a folder that
 * only root may enter, it copies the 60 MB of Postgres once into a folder that all may enter and only
 * root may change. Postgres resolves the path of its own program and reads files beside it for as long as
 * it runs, so an open file would not do.
 *
 * @throws when no such folder can be made
 */
export function openBinaries(
  binaries: PostgresBinaries,
  { uid }: SystemUser,
  parents: string[] = ['/var/cache', '/var/tmp', tmpdir()],
): PostgresBinaries {
  const bin = dirname(binaries.postgres);
  const paths = [binaries.initdb, binaries.postgres];
  if (uid === undefined || paths.every(anyoneMayEnter)) return binaries;
  const failures: string[] = [];
  for (const parent of parents) {
    try {
      const copy = copyInto(join(parent, 'frontrow'), binaries);
      return {
        initdb: join(copy, 'bin', basename(binaries.initdb)),
        postgres: join(copy, 'bin', basename(binaries.postgres)),
      };
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  throw new Error(
    `Postgres does not run as root, user ${uid} cannot enter ${bin}, and a copy failed: ${failures.join('; ')}`,
  );
}

function copyInto(cache: string, { postgres, initdb }: PostgresBinaries): string {
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  const stat = lstatSync(cache);
  // Another user may have made the folder first, and could change the programs.
  if (
    !stat.isDirectory() ||
    stat.uid !== 0 ||
    (stat.mode & 0o022) !== 0 ||
    !anyoneMayEnter(cache)
  ) {
    throw new Error(`${cache} is not a folder that all may enter and only root may change`);
  }
  const { size, mtimeMs } = statSync(postgres);
  const hash = createHash('sha256')
    .update(`${postgres} ${initdb} ${size} ${mtimeMs}`)
    .digest('hex');
  const copy = join(cache, `postgres-${hash.slice(0, 16)}`);
  if (lstatSync(copy, { throwIfNoEntry: false })?.uid === 0) return copy;
  removeAbandonedFolders(cache, DRAFT_PREFIX, DRAFT_MILLISECONDS);
  const draft = createOwnedFolder(cache, DRAFT_PREFIX);
  try {
    cpSync(dirname(dirname(postgres)), draft, { recursive: true, dereference: true });
    allowReading(draft);
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process has made the same copy in the meantime.
    if (!lstatSync(copy, { throwIfNoEntry: false })) throw error;
  }
  return copy;
}

/** Also for installs by a root whose umask keeps files to itself. */
function allowReading(path: string): void {
  const stat = statSync(path);
  const isExecutable = stat.isDirectory() || (stat.mode & 0o100) !== 0;
  chmodSync(path, isExecutable ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) allowReading(join(path, name));
}
