import { setTimeout as sleep } from 'node:timers/promises';
import { delayAfter, isOutOfSpace, reportFullDisk } from './back-off.ts';
import { EndedAtStart, type Part } from './part.ts';

/** A part that ends sooner than this after its start has ended at once. */
const AT_ONCE_MILLISECONDS = 5_000;
/** A part that has ended at once so often, one time after the other, is given up. */
const MAX_ENDS_AT_ONCE = 5;

export interface SupervisionOptions<Started extends Part> {
  /** Name for messages, such as `Postgres` or `The server`. */
  name: string;
  /** The part after its first start. */
  first: Started;
  /** Starts it again, at the same address. The signal aborts when everything is being stopped. */
  restart(signal: AbortSignal): Promise<Started>;
  report(message: string): void;
  /** Where a database has its files. */
  folder?: string;
  /** Waits so many milliseconds, or until the signal aborts; default: by a timer. */
  pause?(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Supervised {
  /** Settles with a message for the user when the part is given up. */
  lost: Promise<string>;
  stop(): Promise<void>;
}

/** How a run of a part ended. */
interface End {
  what: 'ended unexpectedly' | 'could not start';
  words: string;
  atOnce: boolean;
}

/**
 * Starts a part again whenever it ends, and says so: at once the first time, then after a pause that
 * doubles up to 10 seconds while it ends at once or cannot be started. Gives it up after 5 such ends, one
 * after the other; but never while the disk is full.
 */
export function supervise<Started extends Part>({
  name,
  first,
  restart,
  report,
  folder,
  pause = pauseByTimer,
}: SupervisionOptions<Started>): Supervised {
  const { signal, abort } = stopSignal();
  let running: Started | null = first;

  /** Starts the part, unless it runs, and waits until it has ended. */
  const run = async (): Promise<End> => {
    try {
      if (running === null) {
        running = await restart(signal);
        // `stop` was called during the restart, when there was nothing to stop.
        if (signal.aborted) await running.stop();
        else report(`${name} runs again.`);
      }
      const startedAt = performance.now();
      await running.exited;
      const atOnce = performance.now() - startedAt < AT_ONCE_MILLISECONDS;
      const words = running.lastWords();
      await running.stop();
      return { what: 'ended unexpectedly', words, atOnce };
    } catch (error) {
      return { what: 'could not start', words: wordsOf(error), atOnce: true };
    }
  };
  const reportFull = reportFullDisk({ name, folder, report });
  const superviseUntilLost = async (): Promise<string | null> => {
    for (let failures = 0; ; running = null) {
      const { what, words, atOnce } = await run();
      if (signal.aborted) return null;
      failures = atOnce ? failures + 1 : 0;
      const isFull = isOutOfSpace(words, folder);
      if (!isFull || !atOnce) reportFull(null);
      if (failures >= MAX_ENDS_AT_ONCE && !isFull) {
        return `${name} ended ${failures} times at once. Its last words:\n${words}`;
      }
      const delay = delayAfter(failures);
      if (isFull) reportFull(delay);
      else report(`${name} ${what}; starting it again`);
      await pause(delay, signal);
      if (signal.aborted) return null;
    }
  };
  const supervised = superviseUntilLost();
  return {
    lost: supervised.then((message) => message ?? new Promise<string>(() => {})),
    async stop() {
      abort();
      await running?.stop();
      await supervised;
    },
  };
}

const pauseByTimer = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal }).catch(() => {});

function stopSignal() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

function wordsOf(error: unknown): string {
  if (error instanceof EndedAtStart && error.lastWords !== '') return error.lastWords;
  return error instanceof Error ? error.message : String(error);
}
