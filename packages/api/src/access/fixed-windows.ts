interface Window {
  taken: number;
  /** By `performance.now()`. */
  endsAt: number;
}

/**
 * Counts by key how much was taken in a window of time, which begins with the first. What has ended is forgotten with
 * the half that it is in, so that neither a timer for each key nor a search through all of them is needed.
 */
export class FixedWindows {
  readonly #most: number;
  readonly #milliseconds: number;
  #current = new Map<string, Window>();
  /** Windows that began before `current` did. All of them end before it is replaced. */
  #before = new Map<string, Window>();
  #turnAt = 0;

  constructor(most: number, milliseconds: number) {
    this.#most = most;
    this.#milliseconds = milliseconds;
  }

  /**
   * Takes so much, also when there is too much already.
   *
   * @returns 0 if it may be taken, else the milliseconds until the window ends
   */
  take(key: string, amount: number, now = performance.now()): number {
    if (now >= this.#turnAt) this.#turn(now);
    let window = this.#current.get(key) ?? this.#before.get(key);
    if (!window || now >= window.endsAt) {
      window = { taken: 0, endsAt: now + this.#milliseconds };
      this.#current.set(key, window);
    }
    window.taken += amount;
    return window.taken > this.#most ? window.endsAt - now : 0;
  }

  #turn(now: number): void {
    const isLate = now >= this.#turnAt + this.#milliseconds;
    this.#before = isLate ? new Map() : this.#current;
    this.#current = new Map();
    this.#turnAt = now + this.#milliseconds;
  }
}
