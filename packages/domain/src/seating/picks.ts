/**
 * The places that calls of this process have chosen and not claimed yet, so that two of them do not choose the same.
 * They are a hint only: who owns a place is decided by the statement that claims it.
 */
export class Picks {
  readonly #picked = new Map<string, Set<number>>();
  readonly #waiting = new Map<string, (() => void)[]>();

  has(performanceId: string, place: number): boolean {
    return this.#picked.get(performanceId)?.has(place) ?? false;
  }

  /** Whether any place is picked. */
  some(performanceId: string): boolean {
    return this.#picked.has(performanceId);
  }

  /** Returns what ends it. */
  pick(performanceId: string, places: readonly number[]): () => void {
    const picked = this.#picked.get(performanceId) ?? new Set();
    this.#picked.set(performanceId, picked);
    for (const place of places) picked.add(place);
    return () => {
      for (const place of places) picked.delete(place);
      if (picked.size === 0) this.#picked.delete(performanceId);
      const waiting = this.#waiting.get(performanceId) ?? [];
      this.#waiting.delete(performanceId);
      for (const resolve of waiting) resolve();
    };
  }

  /** Resolves when the next call has claimed or lost what it picked. */
  nextDone(performanceId: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(performanceId);
      if (waiting) waiting.push(resolve);
      else this.#waiting.set(performanceId, [resolve]);
    });
  }
}
