import { statfsSync } from 'node:fs';

/** Postgres writes its log of transactions in files of 16 MiB each, and makes a new one at a start. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

export interface Space {
  freeBytes: number;
  allBytes: number;
}

/** The space of the disk of a folder; null when there is no such folder. */
export function spaceOf(folder: string): Space | null {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { freeBytes: bavail * bsize, allBytes: blocks * bsize };
  } catch {
    return null;
  }
}

/** Whether the disk of a folder has too little space for a database. A folder that is missing is on no disk. */
export const isFull = (folder: string): boolean =>
  (spaceOf(folder)?.freeBytes ?? Number.POSITIVE_INFINITY) < LEAST_FREE_BYTES;

const inMegabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

/** How full the disk of a folder is: `0.0 of 419.4 MB are free in /data`. */
export function freeSpaceIn(folder: string): string {
  const space = spaceOf(folder);
  if (!space) return `there is no ${folder}`;
  return `${inMegabytes(space.freeBytes)} of ${inMegabytes(space.allBytes)} MB are free in ${folder}`;
}
