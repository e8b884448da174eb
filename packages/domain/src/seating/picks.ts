/** Places that one call has chosen. */
interface Pick {
  places: readonly number[];
  /** When they were claimed, by `performance.now()`; null: the call has not claimed them yet. */
  heldAt: number | null;
}

/**
 * The places that calls of this process have chosen, so that two of them do not choose the same: those that are not
 * claimed yet, and those that the snapshot does not show as held yet. They are a hint only: who owns a place is
 * decided by the statement that claims it.
 */
export class Picks {
  readonly #picks = new Map<string, Set<Pick>>();
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Returns what ends it: whether the places are held now. */
  pick(performanceId: string, places: readonly number[]): (held: boolean) => void {
    const pick: Pick = { places, heldAt: null };
    const picks = this.#picks.get(performanceId) ?? new Set();
    this.#picks.set(performanceId, picks.add(pick));
    return (held) => {
      if (held) pick.heldAt = performance.now();
      else this.#forget(performanceId, pick);
      const waiting = this.#waiting.get(performanceId) ?? [];
      this.#waiting.delete(performanceId);
      for (const resolve of waiting) resolve();
    };
  }

  /**
   * Marks the picked places as not free.
   *
   * @param readAt when the read of the snapshot began, by `performance.now()`: it shows what was held before
   * @param claimed only those that are claimed, as if the other calls gave theirs back
   * @returns whether a place is picked that is not claimed yet
   */
  exclude(
    performanceId: string,
    free: Uint8Array,
    { readAt, claimed = false }: { readAt: number; claimed?: boolean },
  ): boolean {
    let open = false;
    for (const pick of this.#picks.get(performanceId) ?? []) {
      if (pick.heldAt !== null && pick.heldAt < readAt) {
        this.#forget(performanceId, pick);
        continue;
      }
      if (pick.heldAt === null) open = true;
      if (pick.heldAt === null && claimed) continue;
      for (const place of pick.places) free[place] = 0;
    }
    return open;
  }

  #forget(performanceId: string, pick: Pick): void {
    const picks = this.#picks.get(performanceId);
    picks?.delete(pick);
    if (picks?.size === 0) this.#picks.delete(performanceId);
  }

  /** Resolves when the next call has claimed or lost what it picked. The first to wait is the first to go on. */
  nextDone(performanceId: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(performanceId);
      if (waiting) waiting.push(resolve);
      else this.#waiting.set(performanceId, [resolve]);
    });
  }
}
