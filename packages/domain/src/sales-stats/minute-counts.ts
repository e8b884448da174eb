import type { SalesMinute } from '@frontrow/contract/operations';
import type { DomainContext } from '../kernel/context.ts';
import { EVENTS, type EventsRow } from './sales-stats.sql.ts';

/*
 * What happened in each minute of a concert's sale. A minute that is long over does not change any more, so this
 * process counts it once and keeps the result. Each question then reads the rows of the last two minutes only, whatever
 * the sale's size and however many minutes are asked for.
 */

const MINUTE_MS = 60_000;
/**
 * How long after its end a minute is final. A row gets its time within a transaction, and those last 19 seconds at
 * most (REQUEST_LIMITS).
 */
const FINAL_MS = 60_000;
/** Everything is counted anew after this time, in case a commit waited longer, for a standby. */
const RECOUNT_MS = 300_000;
/** The most concerts whose minutes are kept. The one that was asked for the longest ago is forgotten. */
const MAX_CONCERTS = 100;

export type MinuteCounts = Omit<SalesMinute, 'at'>;

interface Counted {
  /** The minutes from here to before `until` are final; a minute that is not in the map had nothing. */
  since: number;
  until: number;
  minutes: Map<number, MinuteCounts>;
  /** By `performance.now()`. */
  countedAt: number;
}

/** The start of the minute of a time, both in milliseconds since 1970. */
export const minuteOf = (time: number): number => time - (time % MINUTE_MS);

export const noCounts = (): MinuteCounts => ({
  ...{ joined: 0, admitted: 0, left: 0, expired: 0 },
  ...{ held: 0, released: 0, paid: 0, refunded: 0, revenue: 0 },
});

export class CountedMinutes {
  readonly #concerts = new Map<string, Counted>();

  /**
   * The last minutes of a concert, the oldest first, the current one included.
   *
   * @param now a time that is not later than the one at which the rows are read, in milliseconds since 1970
   */
  async last(
    ctx: DomainContext,
    concertId: string,
    { minutes, now }: { minutes: number; now: number },
  ): Promise<{ at: number; counts: MinuteCounts }[]> {
    const first = minuteOf(now) - (minutes - 1) * MINUTE_MS;
    const counted = this.#kept(concertId, { first, now });
    const since = Math.max(first, counted?.until ?? first);
    const values = [concertId, new Date(since), ctx.now()];
    const rows = await ctx.sql.rows<EventsRow>(EVENTS, values);
    const current = minuteOf(rows[0]?.now ?? now);
    const read = byMinute(rows);
    const final = (counted?.minutes ?? new Map()) as ReadonlyMap<number, MinuteCounts>;
    const series = Array.from({ length: minutes }, (_, index) => {
      const at = current - (minutes - 1 - index) * MINUTE_MS;
      return { at, counts: { ...((at < since ? final : read).get(at) ?? noCounts()) } };
    });
    this.#keep(concertId, { since, until: current - FINAL_MS, read });
    return series;
  }

  /** What is known from the first minute on. */
  #kept(concertId: string, { first, now }: { first: number; now: number }): Counted | undefined {
    const counted = this.#concerts.get(concertId);
    if (!counted || performance.now() - counted.countedAt > RECOUNT_MS) return undefined;
    const { since, until } = counted;
    return since <= first && first <= until && until <= now ? counted : undefined;
  }

  /** Keeps the minutes from `since` to before `until`, after those that are kept already. */
  #keep(
    concertId: string,
    { since, until, read }: { since: number; until: number; read: Map<number, MinuteCounts> },
  ): void {
    if (until < since) return;
    const before = this.#concerts.get(concertId);
    const follows = before && before.since < since && since <= before.until;
    const counted = follows
      ? before
      : { since, until, minutes: new Map<number, MinuteCounts>(), countedAt: performance.now() };
    for (const [at, counts] of read) if (at < until) counted.minutes.set(at, counts);
    counted.until = Math.max(counted.until, until);
    this.#concerts.delete(concertId);
    this.#concerts.set(concertId, counted);
    const [oldest] = this.#concerts.keys();
    if (this.#concerts.size > MAX_CONCERTS && oldest !== undefined) this.#concerts.delete(oldest);
  }
}

function byMinute(rows: EventsRow[]): Map<number, MinuteCounts> {
  const minutes = new Map<number, MinuteCounts>();
  for (const { at, kind, count, revenue } of rows) {
    if (kind === null) continue;
    const counts = minutes.get(at) ?? noCounts();
    counts[kind] += count;
    counts.revenue += revenue;
    minutes.set(at, counts);
  }
  return minutes;
}
