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

export interface PricedPerformance {
  id: string;
  /** The index of the section of each place. */
  sectionOf: ArrayLike<number>;
}

interface Followed extends PricedPerformance {
  /** The transactions that were seen. */
  seen: string;
  /** When the last read began, by `performance.now()`. */
  readAt: number;
  /** The price of each sold place. */
  prices: Map<number, number>;
  /** Their sums by the index of the section. */
  sums: number[];
}

export class PaidPrices {
  readonly #followed = new Map<string, Followed>();
  #reading: Promise<unknown> = Promise.resolve();

  /**
   * What the sold places of each of these performances were paid for, in minor units, by the index of the section; a
   * section without sold places may be missing. Calls run one after the other, so that an older read never overwrites a
   * newer one.
   */
  read(ctx: DomainContext, performances: readonly PricedPerformance[]): Promise<number[][]> {
    const reading = this.#reading.catch(() => {}).then(() => this.#read(ctx, performances));
    this.#reading = reading;
    return reading;
  }

  async #read(ctx: DomainContext, performances: readonly PricedPerformance[]): Promise<number[][]> {
    const began = performance.now();
    for (const [id, { readAt }] of this.#followed) {
      if (began - readAt > LOST_MS) this.#followed.delete(id);
    }
    const unknown = performances.filter(({ id }) => !this.#followed.has(id));
    if (unknown.length < performances.length) await this.#readChanges(ctx, performances);
    await inParallel(unknown, LOADS_AT_ONCE, (each) => this.#load(ctx, each));
    return performances.map(({ id }) => [...(this.#followed.get(id)?.sums ?? [])]);
  }

  async #readChanges(
    ctx: DomainContext,
    performances: readonly PricedPerformance[],
  ): Promise<void> {
    const readAt = performance.now();
    const known = new Map<string, Followed>();
    for (const { id } of performances) {
      const followed = this.#followed.get(id);
      if (followed) known.set(id, followed);
    }
    const values = [[...known.keys()], [...known.values()].map(({ seen }) => seen)];
    const rows = await ctx.sql.rows<statements.ChangedPriceRow>(
      statements.CHANGED_PAID_PRICES,
      values,
    );
    for (const { performance_id: id, place, price } of rows) {
      const followed = id === null ? undefined : known.get(id);
      if (followed && place !== null) setPrice(followed, place, price);
    }
    for (const followed of known.values()) {
      followed.seen = rows[0]?.seen ?? followed.seen;
      followed.readAt = readAt;
    }
  }

  async #load(ctx: DomainContext, { id, sectionOf }: PricedPerformance): Promise<void> {
    const readAt = performance.now();
    const loaded = await row<statements.PaidRow>(ctx.sql, statements.LOAD_PAID_PRICES, [id]);
    const followed: Followed = {
      ...{ id, sectionOf, seen: loaded.seen, readAt },
      ...{ prices: new Map(), sums: [] },
    };
    for (const [index, place] of loaded.places.entries()) {
      setPrice(followed, place, loaded.prices[index] ?? null);
    }
    this.#followed.set(id, followed);
  }
}

function setPrice(
  { sectionOf, prices, sums }: Followed,
  place: number,
  price: number | null,
): void {
  const section = sectionOf[place] ?? 0;
  sums[section] = (sums[section] ?? 0) + (price ?? 0) - (prices.get(place) ?? 0);
  if (price === null) prices.delete(place);
  else prices.set(place, price);
}
