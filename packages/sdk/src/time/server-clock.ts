import type { FrontrowResponse } from '../transport/fetch.ts';

/** The server's clock as its answers tell it, to the second; the device's where a page may not read that. */
export interface ServerClock {
  hear(response: FrontrowResponse): void;
  /** Milliseconds since a time of the server's; `most` where we know that no more have passed. */
  since(time: Date, most?: number): number;
}

export function createServerClock(): ServerClock {
  /** Null until it was told. */
  let ahead: number | null = null;
  return {
    hear({ headers }) {
      const time = Date.parse(headers.get('date') ?? '');
      // It is cut to the second, and a hold is better thought older than younger.
      if (!Number.isNaN(time)) ahead = time + 1_000 - Date.now();
    },
    since(time, most) {
      if (ahead === null && most !== undefined) return most;
      const passed = Date.now() + (ahead ?? 0) - time.getTime();
      return Math.max(0, Math.min(passed, most ?? passed));
    },
  };
}
