interface Pending<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** The items of one key. */
interface Lane<Item, Result> {
  waiting: Pending<Item, Result>[];
  /** How many batches run, and the values of `apart` of their items. */
  running: number;
  busy: Set<string>;
}

export interface GroupCommitOptions<Item> {
  /** The most items in one batch. */
  maxBatch: number;
  /** The most batches of one key that run at the same time; 1 unless given. */
  atOnce?: number;
  /**
   * With how many waiting items a batch begins while others of its key run; 1 unless given. More make larger batches, which
   * cost less an item, where calls come one by one but fast.
   */
  besides?: number;
  /** Of items with the same value only one is in a batch that runs; the others wait for it. */
  apart?: (item: Item) => string;
}

/**
 * Group commit: calls for the same key that arrive while batches of that key run form the next batch. So a batch
 * needs one transaction and takes its locks once, where each call by itself would do both. A call without others
 * waits for no timer.
 */
export class GroupCommit<Item, Result> {
  readonly #options: GroupCommitOptions<Item>;
  readonly #lanes = new Map<string, Lane<Item, Result>>();

  constructor(options: GroupCommitOptions<Item>) {
    this.#options = options;
  }

  /**
   * Adds an item to the next batch of a key.
   *
   * @param run gets the items of a batch and returns a result for each, in the same order. It runs in the call of
   * one of them
   * @returns the result at the item's index; rejects when the whole batch failed
   */
  add(key: string, item: Item, run: (items: Item[]) => Promise<Result[]>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const lane = this.#lanes.get(key) ?? { waiting: [], running: 0, busy: new Set() };
      this.#lanes.set(key, lane);
      lane.waiting.push({ item, resolve, reject });
      const { atOnce = 1, besides = 1 } = this.#options;
      const isDue = lane.running === 0 || lane.waiting.length >= besides;
      if (isDue && lane.running < atOnce) void this.#runBatches(key, lane, run);
    });
  }

  async #runBatches(
    key: string,
    lane: Lane<Item, Result>,
    run: (items: Item[]) => Promise<Result[]>,
  ): Promise<void> {
    lane.running++;
    // Lets the other calls of this turn of the event loop join the first batch.
    await new Promise(setImmediate);
    for (let batch = this.#take(lane); batch.length > 0; batch = this.#take(lane)) {
      try {
        const results = await run(batch.map(({ item }) => item));
        for (const [index, { resolve, reject }] of batch.entries()) {
          if (index in results) resolve(results[index] as Result);
          else reject(new Error('the batch has no result for this item'));
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      for (const { item } of batch) lane.busy.delete(this.#nameOf(item));
    }
    // What may still wait is apart from items of a batch that runs, after which it is taken.
    lane.running--;
    if (lane.running === 0) this.#lanes.delete(key);
  }

  /** Takes the next batch out of those that wait. */
  #take(lane: Lane<Item, Result>): Pending<Item, Result>[] {
    const { maxBatch, apart, besides = 1 } = this.#options;
    // The batch that runs takes them when it has ended.
    if (lane.running > 1 && lane.waiting.length < besides) return [];
    if (!apart) return lane.waiting.splice(0, maxBatch);
    const taken: Pending<Item, Result>[] = [];
    lane.waiting = lane.waiting.filter((pending) => {
      const name = apart(pending.item);
      if (taken.length === maxBatch || lane.busy.has(name)) return true;
      lane.busy.add(name);
      taken.push(pending);
      return false;
    });
    return taken;
  }

  #nameOf = (item: Item): string => this.#options.apart?.(item) ?? '';
}
