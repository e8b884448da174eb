import { MAX_STATS_MINUTES, type SalesMinute } from '@frontrow/contract/operations';
import type { DomainContext } from '../kernel/context.ts';
import { EVENTS, type EventsRow } from './sales-stats.sql.ts';

/*
 * What happened in each minute of a concert's sale. A minute that is long over does not change any more, so this
 * process counts it once and keeps the result. Each later question reads the rows of the last two minutes and of one
 * other, whatever the sale's size and however many minutes are asked for.
 */

const MINUTE_MS = 60_000;
/**
 * How long after its end a minute is final. A row gets its time within a transaction, and those last 19 seconds at
 * most (REQUEST_LIMITS).
 */
const FINAL_MS = 60_000;
/** The most minutes that one statement counts, so that none runs into the limit of statements. */
const PIECE_MS = 10 * MINUTE_MS;
/** The most concerts whose minutes are kept. The one that was asked for the longest ago is forgotten. */
const MAX_CONCERTS = 100;
/** Later than all rows. */
const END = Date.parse('9999-12-31T23:59:59.999Z');

export type MinuteCounts = Omit<SalesMinute, 'at'>;

/** Times are in milliseconds since 1970. A minute that is not in the map had nothing. */
interface Counted {
  /** The minutes from here to before `until` are final. Those after it are in the map as they were read last. */
  since: number;
  until: number;
  /** Where to count again next. */
  again: number;
  minutes: Map<number, MinuteCounts>;
}

interface Span {
  from: number;
  to: number;
}

/** The start of the minute of a time, both in milliseconds since 1970. */
export const minuteOf = (time: number): number => time - (time % MINUTE_MS);

const noCounts = (): MinuteCounts => ({
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
    const counted = this.#countedFrom(concertId, minutesBefore(now, minutes), now);
    let current = minuteOf(now);
    for (const span of spansToRead(counted, now)) {
      const values = [concertId, new Date(span.from), new Date(span.to), ctx.now()];
      const rows = await ctx.sql.rows<EventsRow>(EVENTS, values);
      const time = rows[0]?.now ?? now;
      merge(counted, { span, time, read: byMinute(rows) });
      current = minuteOf(time);
    }
    const first = minutesBefore(current, minutes);
    return Array.from({ length: minutes }, (_, index) => {
      const at = first + index * MINUTE_MS;
      return { at, counts: counted.minutes.get(at) ?? noCounts() };
    });
  }

  /** What is known from a minute on; nothing yet if that minute is not. */
  #countedFrom(concertId: string, first: number, now: number): Counted {
    const known = this.#concerts.get(concertId);
    const isKnown = known && known.since <= first && first <= known.until && known.until <= now;
    const counted = isKnown
      ? known
      : { since: first, until: first, again: first, minutes: new Map<number, MinuteCounts>() };
    this.#concerts.delete(concertId);
    this.#concerts.set(concertId, counted);
    const [oldest] = this.#concerts.keys();
    if (this.#concerts.size > MAX_CONCERTS && oldest !== undefined) this.#concerts.delete(oldest);
    return counted;
  }
}

/** The first of the last minutes. */
const minutesBefore = (now: number, minutes: number): number =>
  minuteOf(now) - (minutes - 1) * MINUTE_MS;

/**
 * One of the minutes that are final, in turn, in case a commit took longer because it waited for a standby; then all
 * that is not final, in pieces, the last one open.
 */
function spansToRead(counted: Counted, now: number): Span[] {
  const spans: Span[] = [];
  const { since, until } = counted;
  if (since < until) {
    const from = counted.again < until ? Math.max(counted.again, since) : since;
    const to = from + MINUTE_MS;
    counted.again = to;
    spans.push({ from, to });
  }
  let from = until;
  for (; from + PIECE_MS < now; from += PIECE_MS) spans.push({ from, to: from + PIECE_MS });
  spans.push({ from, to: END });
  return spans;
}

/**
 * Takes over what was read of a span. Of calls at the same time the one that read earlier may come later: it does not
 * change minutes that became final in between.
 */
function merge(
  counted: Counted,
  { span, time, read }: { span: Span; time: number; read: Map<number, MinuteCounts> },
): void {
  const final = minuteOf(time) - FINAL_MS;
  const end = Math.min(span.to, minuteOf(time) + MINUTE_MS);
  for (let at = span.from; at < end; at += MINUTE_MS) {
    if (at >= final && at < counted.until) continue;
    const counts = read.get(at);
    if (counts) counted.minutes.set(at, counts);
    else counted.minutes.delete(at);
  }
  if (span.from <= counted.until) {
    counted.until = Math.max(counted.until, Math.min(span.to, final));
  }
  const oldest = minutesBefore(time, MAX_STATS_MINUTES);
  for (; counted.since < oldest; counted.since += MINUTE_MS) counted.minutes.delete(counted.since);
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
