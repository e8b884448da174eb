import type { DomainContext } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';
import { inParallel } from '../kernel/in-parallel.ts';
import * as statements from './paid-prices.sql.ts';

/*
 * What the sold places of performances were paid for. The first question reads all sold places of a performance, which
 * the size of its house bounds; the next ones read only the places that changed since, by the rows of `seat_change`
 * that payments and refunds write anyway. So nothing is added to a payment, and no row is shared by all payments.
 */

/** Rows of `seat_change` are kept for 60 seconds after they were written, and are visible up to 20 seconds later. */
const LOST_MS = 30_000;
const LOADS_AT_ONCE = 4;

interface Followed {
  /** The transactions that were seen. */
  seen: string;
  /** When the last read began, by `performance.now()`. */
  readAt: number;
  /** The price of each sold place. */
  prices: Map<number, number>;
}

export class PaidPrices {
  readonly #followed = new Map<string, Followed>();
  #reading: Promise<unknown> = Promise.resolve();

  /**
   * The price of each sold place of these performances, in minor units, in the order of the ids. Calls run one after
   * the other, so that an older read never overwrites a newer one.
   */
  read(
    ctx: DomainContext,
    performanceIds: readonly string[],
  ): Promise<ReadonlyMap<number, number>[]> {
    const reading = this.#reading.catch(() => {}).then(() => this.#read(ctx, performanceIds));
    this.#reading = reading;
    return reading;
  }

  async #read(
    ctx: DomainContext,
    performanceIds: readonly string[],
  ): Promise<ReadonlyMap<number, number>[]> {
    const began = performance.now();
    for (const [id, { readAt }] of this.#followed) {
      if (began - readAt > LOST_MS) this.#followed.delete(id);
    }
    const known = performanceIds.filter((id) => this.#followed.has(id));
    const unknown = performanceIds.filter((id) => !this.#followed.has(id));
    if (known.length > 0) await this.#readChanges(ctx, known, began);
    await inParallel(unknown, LOADS_AT_ONCE, (id) => this.#load(ctx, id));
    return performanceIds.map((id) => this.#followed.get(id)?.prices ?? new Map());
  }

  async #readChanges(ctx: DomainContext, ids: string[], began: number): Promise<void> {
    const seen = ids.map((id) => this.#followed.get(id)?.seen);
    const rows = await ctx.sql.rows<statements.ChangedPriceRow>(statements.CHANGED_PAID_PRICES, [
      ids,
      seen,
    ]);
    for (const { performance_id: id, place, price } of rows) {
      const prices = id === null ? undefined : this.#followed.get(id)?.prices;
      if (!prices || place === null) continue;
      if (price === null) prices.delete(place);
      else prices.set(place, price);
    }
    for (const id of ids) {
      const followed = this.#followed.get(id);
      if (followed)
        Object.assign(followed, { seen: rows[0]?.seen ?? followed.seen, readAt: began });
    }
  }

  async #load(ctx: DomainContext, performanceId: string): Promise<void> {
    const readAt = performance.now();
    const values = [performanceId];
    const loaded = await row<statements.PaidRow>(ctx.sql, statements.LOAD_PAID_PRICES, values);
    const prices = new Map(
      loaded.places.map((place, index) => [place, loaded.prices[index] ?? 0] as const),
    );
    this.#followed.set(performanceId, { seen: loaded.seen, readAt, prices });
  }
}
