import { setTimeout as sleep } from 'node:timers/promises';

/** Work of a job that steps aside for calls: it has the database for a share of the time only. */
export interface Pace {
  /** Pauses for what the pieces so far owe to the share. Ends at once when the signal aborts. */
  pause(): Promise<void>;
  /** Runs a piece of the work, after a pause. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** How long the pieces took together, without the pauses, in seconds. */
  seconds(): number;
}

export interface PaceOptions {
  /** The part of the time that the work may take, above 0 and at most 1. */
  share: number;
  /** Aborts the pauses, too. */
  signal?: AbortSignal | undefined;
  clock?: PaceClock;
}

/** In milliseconds. */
export interface PaceClock {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
}

const REAL_CLOCK: PaceClock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    // An abort ends the pause; who aborts looks at the signal before the next piece.
    await sleep(milliseconds, undefined, { signal }).catch(() => {});
  },
};

/** In milliseconds. Shorter pauses are added to the next one, so that little work, in many small pieces, ends soon. */
export const SHORTEST_PAUSE = 500;

/**
 * Bounds work to a share of the time, by pauses before its pieces. What a piece takes includes waits for locks and for a
 * connection, so a busy database gets longer pauses. One connection at a time works, so the share is one of a core.
 */
export function createPace({ share, signal, clock = REAL_CLOCK }: PaceOptions): Pace {
  let worked = 0;
  let owed = 0;
  const pause = async () => {
    if (owed < SHORTEST_PAUSE || signal?.aborted) return;
    const begun = clock.now();
    await clock.sleep(owed, signal);
    owed -= clock.now() - begun;
  };
  return {
    pause,
    async run(work) {
      await pause();
      const start = clock.now();
      try {
        return await work();
      } finally {
        const took = clock.now() - start;
        worked += took;
        owed += took * (1 / share - 1);
      }
    },
    seconds: () => worked / 1000,
  };
}
