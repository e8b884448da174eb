import type { FrontrowResponse } from '../transport/fetch.ts';

/**
 * The server's clock, known from the `date` header of its responses. Falls back to the device's clock where
 * a page may not read that header.
 */
export interface ServerClock {
  observe(response: FrontrowResponse): void;
  /** Milliseconds since the epoch: at most one second ahead of the server, and never behind it. */
  now(): number;
  /** Whether a time of the server's clock has surely passed. */
  isPast(milliseconds: number): boolean;
  /** How long ago a time of the server's clock was, at most `maximum` milliseconds if that is given. */
  elapsedSince(time: Date, maximum?: number): Elapsed;
}

/** Milliseconds that have passed: at least so many, and at most so many. */
export interface Elapsed {
  least: number;
  most: number;
}

/** The header gives whole seconds. */
const CUT_MILLISECONDS = 1_000;

export function createServerClock(): ServerClock {
  /** The server's clock minus the device's, in milliseconds; null before the first response. */
  let offset: number | null = null;
  return {
    observe({ headers }) {
      const time = Date.parse(headers.get('date') ?? '');
      // The header is cut to the second: this is the latest that the server's clock may have shown.
      if (!Number.isNaN(time)) offset = time + CUT_MILLISECONDS - Date.now();
    },
    now: () => Date.now() + (offset ?? 0),
    isPast: (milliseconds) =>
      offset !== null && Date.now() + offset - CUT_MILLISECONDS >= milliseconds,
    elapsedSince(time, maximum) {
      if (offset === null && maximum !== undefined) return { least: 0, most: maximum };
      const elapsed = Date.now() + (offset ?? 0) - time.getTime();
      const bounded = (milliseconds: number) =>
        Math.max(0, Math.min(milliseconds, maximum ?? milliseconds));
      const uncertainty = offset === null ? 0 : CUT_MILLISECONDS;
      return { least: bounded(elapsed - uncertainty), most: bounded(elapsed) };
    },
  };
}
