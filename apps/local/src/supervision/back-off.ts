import { statfsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MILLISECONDS = 250;
const LONGEST_MILLISECONDS = 10_000;
/** Messages of Postgres, MongoDB and Node about a full disk or a used up quota. */
const OUT_OF_SPACE = /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i;
/** Postgres writes its log in files of 16 MiB each, and makes a new one at a start. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** The pause before the next attempt, in milliseconds: none at first, then 0.25 s, doubled up to 10 s. */
export const delayAfter = (failures: number): number =>
  failures === 0 ? 0 : Math.min(FIRST_MILLISECONDS * 2 ** (failures - 1), LONGEST_MILLISECONDS);

/**
 * Whether a part that ended with these words had no space left in its folder. The free space is asked for
 * too, since a program on a full disk cannot always write why it ends.
 */
export const isOutOfSpace = (words: string, folder?: string): boolean =>
  OUT_OF_SPACE.test(words) || (folder !== undefined && freeBytes(folder) < LEAST_FREE_BYTES);

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Without its folder the part says itself why it cannot start.
    return Number.POSITIVE_INFINITY;
  }
}

export const outOfSpace = (name: string, delay: number): string =>
  `${name}: the disk is full. Trying again in ${delay / 1000} s.`;

export interface RetryOptions {
  /** Name for messages, such as `Postgres`. */
  name: string;
  /** Where the database has its files. */
  folder: string;
  report(message: string): void;
  signal: AbortSignal;
}

/**
 * Starts a database. While the disk is full it tries again for ever, since only a person can change that.
 *
 * @throws the error of a start that fails for another reason; the signal's reason when it aborts
 */
export async function startWhenThereIsSpace<Started>(
  start: () => Promise<Started>,
  { name, folder, report, signal }: RetryOptions,
): Promise<Started> {
  for (let failures = 1; ; failures++) {
    try {
      return await start();
    } catch (error) {
      signal.throwIfAborted();
      if (!isOutOfSpace(String(error), folder)) throw error;
      report(outOfSpace(name, delayAfter(failures)));
      await sleep(delayAfter(failures), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
