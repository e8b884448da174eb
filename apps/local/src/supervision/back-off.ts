import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MILLISECONDS = 250;
const LONGEST_MILLISECONDS = 10_000;
/** Messages of Postgres, MongoDB and Node about a full disk or a used up quota. */
const OUT_OF_SPACE = /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i;

/** The pause before the next attempt, in milliseconds: none at first, then 0.25 s, doubled up to 10 s. */
export const delayAfter = (failures: number): number =>
  failures === 0 ? 0 : Math.min(FIRST_MILLISECONDS * 2 ** (failures - 1), LONGEST_MILLISECONDS);

export const isOutOfSpace = (words: string): boolean => OUT_OF_SPACE.test(words);

export const outOfSpace = (name: string, delay: number): string =>
  `${name}: the disk is full. Trying again in ${delay / 1000} s.`;

export interface RetryOptions {
  /** Name for messages, such as `Postgres`. */
  name: string;
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
  { name, report, signal }: RetryOptions,
): Promise<Started> {
  for (let failures = 1; ; failures++) {
    try {
      return await start();
    } catch (error) {
      signal.throwIfAborted();
      if (!isOutOfSpace(String(error))) throw error;
      report(outOfSpace(name, delayAfter(failures)));
      await sleep(delayAfter(failures), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
