import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../process/process-identity.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
/** Identifies the machine and its pid namespace. Pids of another one, such as a container, mean nothing here. */
const PID_SPACE = digest(`${hostname()} ${pidNamespace()}`);
/** What follows the prefix: an optional purpose, then pid space, pid, start time and random characters. */
const OWNER = /^(?:[a-z]+-)?([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-\w{6}$/;

/** Creates a folder that belongs to this process; its name says so. */
export function createOwnedFolder(parent: string, prefix: string): string {
  const { pid, startedAt } = identityOf(process.pid);
  return mkdtempSync(join(parent, `${prefix}${PID_SPACE}-${pid}-${digest(startedAt ?? '')}-`));
}

/**
 * Removes the folders with that prefix whose owner has ended. Whether an owner on another machine or in
 * another container has ended cannot be seen, so such a folder is removed once it is older than that.
 */
export function removeAbandonedFolders(
  parent: string,
  prefix: string,
  milliseconds = Infinity,
): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix))) {
    const [, pidSpace, pid, start] = OWNER.exec(name.slice(prefix.length)) ?? [];
    if (pidSpace === undefined) continue;
    const folder = join(parent, name);
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (!stat?.isDirectory() || stat.uid !== (process.getuid?.() ?? stat.uid)) continue;
    const inUse =
      pidSpace === PID_SPACE
        ? isRunning(Number(pid), start)
        : Date.now() - stat.mtimeMs <= milliseconds;
    if (inUse) continue;
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // A file in it is in use or belongs to another user. The next process tries again.
    }
  }
}

function isRunning(pid: number, start: string | undefined): boolean {
  const { startedAt } = identityOf(pid);
  return startedAt !== null && digest(startedAt) === start;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
