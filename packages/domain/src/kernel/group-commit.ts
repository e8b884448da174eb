interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Turns calls that come at the same time into rounds: what comes while a round of the same key runs
 * is the next one. A transaction that is paid for once a round, and a lock that is taken once a
 * round, are then no queue of their own.
 */
export class GroupCommit<Item, Result> {
  readonly #most: number;
  readonly #waiting = new Map<string, Waiting<Item, Result>[]>();

  /** @param most items in one round */
  constructor(most: number) {
    this.#most = most;
  }

  /** Settles as `run` answers for this item: with the result at its index. */
  add(key: string, item: Item, run: (items: Item[]) => Promise<Result[]>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const entry = { item, resolve, reject };
      const others = this.#waiting.get(key);
      if (others) others.push(entry);
      else {
        this.#waiting.set(key, [entry]);
        void this.#rounds(key, run);
      }
    });
  }

  async #rounds(key: string, run: (items: Item[]) => Promise<Result[]>): Promise<void> {
    // Calls of the same turn of the event loop go together from the first round on.
    await new Promise(setImmediate);
    for (;;) {
      const round = this.#waiting.get(key)?.splice(0, this.#most) ?? [];
      if (round.length === 0) break;
      try {
        const results = await run(round.map(({ item }) => item));
        for (const [index, { resolve, reject }] of round.entries()) {
          if (index in results) resolve(results[index] as Result);
          else reject(new Error('the round has no result for this item'));
        }
      } catch (error) {
        for (const { reject } of round) reject(error);
      }
    }
    this.#waiting.delete(key);
  }
}
