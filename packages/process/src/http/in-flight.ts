/** Counts requests that are not answered to the end yet, by who sent them. */
export class InFlight {
  readonly #counts = new Map<string, number>();

  /** Counts one more, unless there are that many already. */
  enter(key: string, most: number): boolean {
    const count = this.#counts.get(key) ?? 0;
    if (count >= most) return false;
    this.#counts.set(key, count + 1);
    return true;
  }

  leave(key: string): void {
    const count = this.#counts.get(key) ?? 0;
    if (count > 1) this.#counts.set(key, count - 1);
    else this.#counts.delete(key);
  }
}
