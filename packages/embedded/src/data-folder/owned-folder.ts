import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { markOf } from '../process/process-identity.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
/** Within which a number tells a process: those of a container are its own. */
const WORLD = digest(`${hostname()} ${numbersOf()}`);
/** After the prefix, and what else the folder is for. */
const OWNER = /^(?:[a-z]+-)?([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-\w{6}$/;

/** Makes a folder for this process alone, whose name says so. */
export function ownedFolder(parent: string, prefix: string): string {
  const { pid, startedAt } = markOf(process.pid);
  return mkdtempSync(join(parent, `${prefix}${WORLD}-${pid}-${digest(startedAt ?? '')}-`));
}

/**
 * Removes the folders of that prefix whose owner has ended; those of another machine or container,
 * whose processes cannot be seen, when they are older than that.
 */
export function removeAbandoned(parent: string, prefix: string, milliseconds = Infinity): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix))) {
    const [, world, pid, start] = OWNER.exec(name.slice(prefix.length)) ?? [];
    const folder = join(parent, name);
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (!stat?.isDirectory() || stat.uid !== (process.getuid?.() ?? stat.uid)) continue;
    if (world === undefined) continue;
    const used =
      world === WORLD ? runs(Number(pid), start) : Date.now() - stat.mtimeMs <= milliseconds;
    if (used) continue;
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Something of it is in use, or another's: whoever comes next tries again.
    }
  }
}

function runs(pid: number, start: string | undefined): boolean {
  const { startedAt } = markOf(pid);
  return startedAt !== null && digest(startedAt) === start;
}

function numbersOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
