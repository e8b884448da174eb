import { noteCommit } from './outcome.ts';

interface Pending<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Group commit: calls for the same key that arrive while a batch of that key runs form the next batch.
 * So a batch needs one transaction and takes the lock once, where each call by itself would do both.
 */
export class GroupCommit<Item, Result> {
  readonly #maxBatch: number;
  readonly #pending = new Map<string, Pending<Item, Result>[]>();

  /** @param maxBatch the most items in one batch */
  constructor(maxBatch: number) {
    this.#maxBatch = maxBatch;
  }

  /**
   * Adds an item to the next batch of a key.
   *
   * @param run gets the items of a batch and returns a result for each, in the same order
   * @returns the result at the item's index; rejects when the whole batch failed
   */
  async add(key: string, item: Item, run: (items: Item[]) => Promise<Result[]>): Promise<Result> {
    const result = await new Promise<Result>((resolve, reject) => {
      const call = { item, resolve, reject };
      const others = this.#pending.get(key);
      if (others) others.push(call);
      else {
        this.#pending.set(key, [call]);
        void this.#runBatches(key, run);
      }
    });
    // The batch runs in the call of its first item.
    noteCommit();
    return result;
  }

  async #runBatches(key: string, run: (items: Item[]) => Promise<Result[]>): Promise<void> {
    // Lets the other calls of this turn of the event loop join the first batch.
    await new Promise(setImmediate);
    for (;;) {
      const batch = this.#pending.get(key)?.splice(0, this.#maxBatch) ?? [];
      if (batch.length === 0) break;
      try {
        const results = await run(batch.map(({ item }) => item));
        for (const [index, { resolve, reject }] of batch.entries()) {
          if (index in results) resolve(results[index] as Result);
          else reject(new Error('the batch has no result for this item'));
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#pending.delete(key);
  }
}
