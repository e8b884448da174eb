import { statSync } from 'node:fs';
import { freeSpaceIn, isFull } from './free-space.ts';

const CHECK_MILLISECONDS = 5_000;
/** How many checks are in a minute. */
const CHECKS_PER_REPORT = 12;

/** What the product keeps on a disk. */
export interface Stored {
  /** Name for messages, such as `Postgres`. */
  name: string;
  folder: string;
}

/**
 * A check of the disks on which these are. While one of them is full, it reports that once in 12 checks, for all that is on it in
 * one sentence; and once when there is space again.
 */
export function createDiskCheck(
  stored: readonly Stored[],
  report: (message: string) => void,
): () => void {
  /** By disk: the checks since the last report. */
  const full = new Map<number, number>();
  return () => {
    for (const [disk, things] of byDisk(stored)) {
      const [{ folder }] = things;
      const names = listOf(things.map(({ name }) => name));
      const checks = full.get(disk);
      if (isFull(folder)) {
        if (checks === undefined || checks + 1 >= CHECKS_PER_REPORT) {
          report(`The disk of ${names} is full: ${freeSpaceIn(folder)}. Make space on it.`);
          full.set(disk, 0);
        } else full.set(disk, checks + 1);
      } else if (full.delete(disk)) {
        report(`The disk of ${names} has space again: ${freeSpaceIn(folder)}.`);
      }
    }
  };
}

/** Checks the disks every 5 seconds. Returns a function that ends it. */
export function watchDisks(
  stored: readonly Stored[],
  report: (message: string) => void,
): () => void {
  const timer = setInterval(createDiskCheck(stored, report), CHECK_MILLISECONDS);
  return () => clearInterval(timer);
}

/** Folders that do not exist are left out. */
function byDisk(stored: readonly Stored[]): Map<number, [Stored, ...Stored[]]> {
  const disks = new Map<number, [Stored, ...Stored[]]>();
  for (const each of stored) {
    const disk = statSync(each.folder, { throwIfNoEntry: false })?.dev;
    if (disk === undefined) continue;
    const others = disks.get(disk);
    if (others) others.push(each);
    else disks.set(disk, [each]);
  }
  return disks;
}

/** `Postgres, MongoDB and the logs` */
const listOf = (names: string[]): string => new Intl.ListFormat('en-GB').format(names);
