import type { Clock } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { inParallel } from '../../kernel/in-parallel.ts';
import type { SeatingContext } from '../../seating/seating-context.ts';
import type { ConcertFailures } from '../failures/concert-failures.ts';
import type { Supply } from './availability.ts';
import { SUPPLIES, type SupplyRow } from './supply.sql.ts';

/*
 * Every ticket says what there is still to buy. Every 3 seconds it is counted for all queues that this server follows,
 * where somebody waits and somebody asked lately: one statement reads the live passes and the performances, and the
 * places come from this server's snapshots. Tickets are answered from the last count. Without a count that is new
 * enough, the first ticket makes one, and those that come meanwhile wait for it.
 */

const REFRESH_MS = 3_000;
/** Under the 5 seconds that the contract allows, with time for the statement. */
const FRESH_MS = 4_500;
/** Concerts whose snapshots are loaded at the same time. One load of a large house takes a connection for 0.1 s. */
const LOADS_AT_ONCE = 4;

/** How far two estimates of the database's clock may differ that has not stepped. */
const CLOCK_ERROR_MS = 250;
/** Concerts that one statement reads. */
const CONCERTS_AT_ONCE = 500;

/** In milliseconds. A count that lies in the future was made before the clock stepped back, and is too old. */
function ageOf({ at }: Supply, clock: Clock): number {
  const age = clock.now() - at;
  return age < -CLOCK_ERROR_MS ? Number.POSITIVE_INFINITY : age;
}

/** What the concerts of this process's queues have left. */
export class Supplies {
  readonly #known = new Map<string, Supply>();
  readonly #reading = new Map<string, Promise<Supply>>();
  readonly #failures: ConcertFailures;

  constructor(failures: ConcertFailures) {
    this.#failures = failures;
  }

  /** The supply, if it is new enough to be told. */
  peek({ clock }: SeatingContext, concertId: string): Supply | null {
    const supply = this.#known.get(concertId);
    return supply && ageOf(supply, clock) < FRESH_MS ? supply : null;
  }

  /** The same; reads it if it has to. @throws CONCERT_NOT_FOUND */
  async get(ctx: SeatingContext, concertId: string): Promise<Supply> {
    const known = this.peek(ctx, concertId) ?? this.#reading.get(concertId);
    if (known) return known;
    const reading = this.#readOne(ctx, concertId).finally(() => this.#reading.delete(concertId));
    this.#reading.set(concertId, reading);
    return reading;
  }

  /**
   * Reads the supplies of these concerts that are due, and forgets all others. A concert that cannot be counted fails
   * by itself.
   */
  async refresh(ctx: SeatingContext, concertIds: string[]): Promise<void> {
    const followed = new Set(concertIds);
    for (const [id, supply] of this.#known) {
      if (!followed.has(id) && ageOf(supply, ctx.clock) >= FRESH_MS) this.#known.delete(id);
    }
    const due = concertIds.filter((id) => {
      const supply = this.#known.get(id);
      return !supply || ageOf(supply, ctx.clock) >= REFRESH_MS;
    });
    const retried = due.filter((id) => !this.#failures.pauses('count', id));
    for (let from = 0; from < retried.length; from += CONCERTS_AT_ONCE) {
      const at = ctx.clock.now();
      const rows = await this.#rows(ctx, retried.slice(from, from + CONCERTS_AT_ONCE));
      await inParallel(rows, LOADS_AT_ONCE, async (row) => {
        const concertId = row.concert_id;
        await this.#failures.attempt(ctx, { work: 'count', concertId }, () =>
          this.#count(ctx, row, at),
        );
      });
    }
  }

  /** An old count is told if a new one cannot be read: users must not lose their ticket for it. */
  async #readOne(ctx: SeatingContext, concertId: string): Promise<Supply> {
    const old = this.#known.get(concertId);
    try {
      const at = ctx.clock.now();
      for (const row of await this.#rows(ctx, [concertId])) await this.#count(ctx, row, at);
    } catch (error) {
      if (!old) throw error;
      ctx.log.warn({ err: error, concertId }, 'available seats could not be counted');
    }
    const supply = this.#known.get(concertId);
    if (!supply) throw new DomainError('CONCERT_NOT_FOUND');
    return supply;
  }

  #rows(ctx: SeatingContext, concertIds: string[]): Promise<SupplyRow[]> {
    return ctx.sql.rows<SupplyRow>(SUPPLIES, [concertIds, ctx.now()]);
  }

  async #count(
    ctx: SeatingContext,
    { concert_id: concertId, passes, performances }: SupplyRow,
    at: number,
  ): Promise<void> {
    let [available, held] = [0, 0];
    for (const performanceId of performances) {
      const { counts } = await ctx.seating.snapshots.get(ctx, performanceId);
      available += counts.available;
      held += counts.held;
    }
    this.#known.set(concertId, { at, passes, available, held });
  }
}
