import type { DomainContext } from '../../kernel/context.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Supply } from './availability.ts';
import { SUPPLIES, type SupplyRow } from './supply.sql.ts';

/*
 * Every ticket says what there is still to buy. One statement every 3 seconds counts it for all queues
 * that this server follows and where somebody waits; tickets are answered from the last count. Without a
 * count that is new enough, the first ticket reads one, and those that come meanwhile wait for it.
 */

const REFRESH_MS = 3_000;
/** Under the 5 seconds that the contract allows, with time for the statement. */
const FRESH_MS = 4_500;

/** What the concerts of this process's queues have left. */
export class Supplies {
  readonly #known = new Map<string, Supply>();
  readonly #reading = new Map<string, Promise<Supply>>();

  /** The supply, if it is new enough to be told. */
  peek({ clock }: DomainContext, concertId: string): Supply | null {
    const supply = this.#known.get(concertId);
    return supply && clock.now() - supply.at < FRESH_MS ? supply : null;
  }

  /** The same; reads it if it has to. @throws CONCERT_NOT_FOUND */
  async get(ctx: DomainContext, concertId: string): Promise<Supply> {
    const known = this.peek(ctx, concertId) ?? this.#reading.get(concertId);
    if (known) return known;
    const reading = this.#readOne(ctx, concertId).finally(() => this.#reading.delete(concertId));
    this.#reading.set(concertId, reading);
    return reading;
  }

  /** Reads the supplies of these concerts that are due, and forgets all others. */
  async refresh(ctx: DomainContext, concertIds: string[]): Promise<void> {
    const followed = new Set(concertIds);
    for (const [id, { at }] of this.#known) {
      if (!followed.has(id) && ctx.clock.now() - at >= FRESH_MS) this.#known.delete(id);
    }
    const due = concertIds.filter((id) => {
      const supply = this.#known.get(id);
      return !supply || ctx.clock.now() - supply.at >= REFRESH_MS;
    });
    if (due.length > 0) await this.#read(ctx, due);
  }

  /** An old count is told if a new one cannot be read: users must not lose their ticket for it. */
  async #readOne(ctx: DomainContext, concertId: string): Promise<Supply> {
    const old = this.#known.get(concertId);
    try {
      await this.#read(ctx, [concertId]);
    } catch (error) {
      if (!old) throw error;
      ctx.log.warn({ err: error, concertId }, 'available seats could not be counted');
    }
    const supply = this.#known.get(concertId);
    if (!supply) throw new DomainError('CONCERT_NOT_FOUND');
    return supply;
  }

  async #read(ctx: DomainContext, concertIds: string[]): Promise<void> {
    const at = ctx.clock.now();
    const rows = await ctx.sql.rows<SupplyRow>(SUPPLIES, [concertIds, ctx.now()]);
    for (const { concert_id, ...supply } of rows) this.#known.set(concert_id, { ...supply, at });
  }
}
