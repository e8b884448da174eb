/** The entries of which the database says more than the replica shows yet. */
export class StaleEntries {
  /** Until when, by `performance.now()`. */
  readonly #until = new Map<string, number>();
  readonly #milliseconds: number;

  /** @param milliseconds for which an entry has to be looked up in the database */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  mark(entryId: string): void {
    this.#until.set(entryId, performance.now() + this.#milliseconds);
  }

  /** Whether this entry has to be looked up in the database for now. */
  has(entryId: string): boolean {
    return this.#until.has(entryId);
  }

  /** Drops marks that have expired. */
  forget(now: number): void {
    for (const [id, until] of this.#until) if (until < now) this.#until.delete(id);
  }
}
