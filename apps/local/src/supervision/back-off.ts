import { setTimeout as sleep } from 'node:timers/promises';
import { freeSpaceIn, isFull } from './free-space.ts';

const FIRST_MILLISECONDS = 250;
const LONGEST_MILLISECONDS = 10_000;
/** How often a full disk is reported, in pauses between attempts. */
const REPORT_MILLISECONDS = 60_000;
/** Messages of Postgres, MongoDB and Node about a full disk or a used up quota. */
const OUT_OF_SPACE = /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i;

/** The pause before the next attempt, in milliseconds: none at first, then 0.25 s, doubled up to 10 s. */
export const delayAfter = (failures: number): number =>
  failures === 0 ? 0 : Math.min(FIRST_MILLISECONDS * 2 ** (failures - 1), LONGEST_MILLISECONDS);

/**
 * Whether a part that ended with these words had no space left in its folder. The free space is asked for
 * too, since a program on a full disk cannot always write why it ends.
 */
export const isOutOfSpace = (words: string, folder?: string): boolean =>
  OUT_OF_SPACE.test(words) || (folder !== undefined && isFull(folder));

export interface FullDisk {
  /** Name for messages, such as `Postgres`. */
  name: string;
  /** Where a database has its files. */
  folder?: string | undefined;
  report(message: string): void;
}

/**
 * Reports that a part does not run because the disk is full: when that begins, then once a minute.
 *
 * @returns a function that takes the pause before the next attempt, or null once the part has run
 */
export function reportFullDisk({ name, folder, report }: FullDisk): (delay: number | null) => void {
  const where = () => (folder === undefined ? '' : `: ${freeSpaceIn(folder)}`);
  let paused: number | null = null;
  return (delay) => {
    if (delay !== null && (paused === null || paused >= REPORT_MILLISECONDS)) {
      report(`${name} waits, because the disk is full${where()}. It starts when there is space.`);
      paused = 0;
    }
    paused = delay === null ? null : (paused ?? 0) + delay;
  };
}

export interface RetryOptions extends FullDisk {
  folder: string;
  signal: AbortSignal;
}

/**
 * Starts a database, or prepares one. While the disk is full it tries again for ever, since only a person can change that.
 *
 * @throws the error of a start that fails for another reason; the signal's reason when it aborts
 */
export async function startWhenThereIsSpace<Started>(
  start: () => Promise<Started>,
  { folder, signal, ...disk }: RetryOptions,
): Promise<Started> {
  const reportFull = reportFullDisk({ ...disk, folder });
  for (let failures = 1; ; failures++) {
    try {
      return await start();
    } catch (error) {
      signal.throwIfAborted();
      if (!isOutOfSpace(String(error), folder)) throw error;
      reportFull(delayAfter(failures));
      await sleep(delayAfter(failures), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
