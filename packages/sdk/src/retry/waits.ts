import { isFrontrowError } from '../transport/errors.ts';

export type BusyListener = (until: Date | null) => void;

/** The calls that wait because the server asked for it: it has more of them than it can answer. */
export class Waits {
  readonly #ends = new Set<{ at: number }>();
  readonly #listeners = new Set<BusyListener>();

  /** When the last of them is sent again; null if none waits. */
  get until(): Date | null {
    if (this.#ends.size === 0) return null;
    return new Date(Math.max(...[...this.#ends].map(({ at }) => at)));
  }

  /** A call waits after this error. Returns a function to call when it waits no longer. */
  begin(error: unknown, milliseconds: number): () => void {
    if (!WHILE_BUSY.some((code) => isFrontrowError(error, code))) return () => {};
    const end = { at: Date.now() + milliseconds };
    this.#ends.add(end);
    this.#tell();
    return () => {
      this.#ends.delete(end);
      this.#tell();
    };
  }

  /** Calls the listener at each change. Returns a function that removes it. */
  onChange(given: BusyListener): () => void {
    // The same function can be given twice.
    const listener: BusyListener = (until) => given(until);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Later, and each by itself: a listener that throws stops neither the call nor another listener. */
  #tell(): void {
    for (const listener of this.#listeners) {
      queueMicrotask(() => this.#listeners.has(listener) && listener(this.until));
    }
  }
}

const WHILE_BUSY = ['SERVICE_UNAVAILABLE', 'RATE_LIMITED'] as const;
