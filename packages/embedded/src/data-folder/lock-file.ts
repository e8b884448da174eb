import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, markOf, type ProcessMark } from '../process/process-identity.ts';

/** What is started in a folder; each has one starter. */
export type Claimed = 'postgres' | 'mongo';

const prefixOf = (what: Claimed) => `${what}.claim-`;

/**
 * Makes this process the only starter of something in a folder; returns how to give it up.
 *
 * Claims are numbered files that say whose they are. Only one process can make the next number, and
 * only when the owner of the last one is dead; so two that find the claim of a killed starter at the
 * same moment do not both get the folder, as they might if they had to remove that claim first.
 *
 * @throws when a living process has claimed it
 */
export function claimFolder(folder: string, what: Claimed): () => void {
  const prefix = prefixOf(what);
  const draft = join(folder, `${what}.claiming-${randomBytes(6).toString('hex')}`);
  try {
    writeFileSync(draft, JSON.stringify(markOf(process.pid)));
    for (;;) {
      const last = lastOf(folder, prefix);
      const owner = ownerOf(join(folder, `${prefix}${last}`));
      if (owner && isAlive(owner)) {
        throw new Error(`Frontrow already runs on ${folder} (process ${owner.pid})`);
      }
      const own = join(folder, `${prefix}${last + 1}`);
      if (!linked(draft, own)) continue;
      // The list may have been read before another's claim came and an older one went.
      if (lastOf(folder, prefix) === last + 1) {
        for (const number of numbersIn(folder, prefix)) {
          if (number <= last) rmSync(join(folder, `${prefix}${number}`), { force: true });
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

const lastOf = (folder: string, prefix: string): number =>
  Math.max(0, ...numbersIn(folder, prefix));

function ownerOf(claim: string): ProcessMark | null {
  try {
    return JSON.parse(readFileSync(claim, 'utf8')) as ProcessMark;
  } catch (error) {
    // Given up since, or emptied by a power cut.
    if (error instanceof SyntaxError) return null;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A link appears whole and only once, unlike a file that is opened and then written. */
function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
