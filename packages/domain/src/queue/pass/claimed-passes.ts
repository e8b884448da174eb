/** About 10 MB. */
const MOST = 100_000;

/**
 * Passes that this process has seen claimed. A pass is claimed once and stays so, so further calls with it need no
 * statement for that.
 */
export class ClaimedPasses {
  readonly #ids = new Set<string>();

  has(entryId: string): boolean {
    return this.#ids.has(entryId);
  }

  note(entryId: string): void {
    if (this.#ids.size >= MOST) {
      // The one that was noted first.
      for (const oldest of this.#ids) {
        this.#ids.delete(oldest);
        break;
      }
    }
    this.#ids.add(entryId);
  }
}
