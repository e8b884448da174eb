import type {
  ConcertDetails,
  ConcertFields,
  ConcertListInput,
  ConcertView,
} from '@frontrow/contract/concert';
import type { Page } from '@frontrow/contract/primitives';
import { comparable } from '@frontrow/contract/text/names';
import { LRUCache } from 'lru-cache';
import { atMost } from '../kernel/cache-limit.ts';
import type { DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { patternOf } from '../kernel/database/pattern.ts';
import { DomainError } from '../kernel/errors.ts';
import type {
  ConcertDetailsRow,
  ConcertRow,
  ListedConcertRow,
  PerformanceRow,
} from './concert.sql.ts';
import * as statements from './concert.sql.ts';

/* Reads concerts and performances. What their seats are is in memory: see the folder `seating`. */

/**
 * Concerts, on sale or not, ordered by id and so by the time of creation. With `search` only those of which
 * title, artist and venue together have all of its words; with `upcoming` only those with a scheduled
 * performance in the future. With `withDates` each with a summary of its dates.
 */
export async function listConcerts(
  ctx: DomainContext,
  { cursor, limit, search = '', upcoming = false, withDates = false }: ConcertListInput,
): Promise<Page<ConcertView>> {
  const patterns = comparable(search).split(/\s+/).filter(Boolean).map(patternOf);
  const values = [uuidCursor(cursor), limit + 1, ctx.now(), patterns, upcoming];
  const { LIST_CONCERTS, LIST_CONCERTS_WITH_DATES } = statements;
  const statement = withDates ? LIST_CONCERTS_WITH_DATES : LIST_CONCERTS;
  const rows = await ctx.sql.rows<ListedConcertRow>(statement, values);
  const { currency } = ctx.settings;
  const item = (concert: ListedConcertRow): ConcertView =>
    withDates ? { ...fieldsOf(concert), dates: datesOf(concert, currency) } : fieldsOf(concert);
  return pageFrom(rows, limit, { item, cursor: ({ id }) => id });
}

/** One concert with all of its performances. @throws CONCERT_NOT_FOUND */
export async function getConcert(ctx: DomainContext, concertId: string): Promise<ConcertDetails> {
  const values = [concertId, ctx.now()];
  const [concert] = await ctx.sql.rows<ConcertDetailsRow>(statements.GET_CONCERT, values);
  if (!concert) throw new DomainError('CONCERT_NOT_FOUND');
  const { currency, holdSeconds } = ctx.settings;
  return {
    ...fieldsOf(concert),
    performances: concert.performances.map((performance) => ({
      performanceId: performance.id,
      startsAt: new Date(performance.starts_at),
      timezone: performance.timezone,
      status: performance.status,
      priceFrom: performance.price_from,
      priceTo: performance.price_to,
      currency,
    })),
    holdLimit: concert.hold_limit,
    holdSeconds,
    claimSeconds: concert.claim_seconds,
    activeSeconds: concert.active_seconds,
  };
}

/** @throws PERFORMANCE_NOT_FOUND */
export async function getPerformance(
  ctx: DomainContext,
  performanceId: string,
): Promise<PerformanceRow> {
  const values = [performanceId, ctx.now()];
  const [performance] = await ctx.sql.rows<PerformanceRow>(statements.GET_PERFORMANCE, values);
  if (!performance) throw new DomainError('PERFORMANCE_NOT_FOUND');
  return performance;
}

/** Of each cache of performances. */
const MAX_PERFORMANCES = 10_000;
/** How long a performance that was read is shown. The contract allows a second for changes of other processes. */
const SHOWN_MS = 800;

interface Shown {
  row: PerformanceRow;
  /** What this process had changed when the read began. */
  changes: number;
  /** By `performance.now()`. */
  until: number;
}

/** By the counter of changes of each process, which tests have several of. */
const shownBy = new WeakMap<DomainContext['catalogue'], LRUCache<string, Shown>>();

function shownIn({ catalogue }: DomainContext): LRUCache<string, Shown> {
  const known = shownBy.get(catalogue) ?? new LRUCache<string, Shown>(atMost(MAX_PERFORMANCES));
  shownBy.set(catalogue, known);
  return known;
}

/** The same for readers, from memory if it was read less than 0.8 seconds ago. @throws PERFORMANCE_NOT_FOUND */
export async function showPerformance(
  ctx: DomainContext,
  performanceId: string,
): Promise<PerformanceRow> {
  const shown = peekPerformance(ctx, performanceId);
  if (shown) return shown;
  const { changes } = ctx.catalogue;
  const until = performance.now() + SHOWN_MS;
  const row = await getPerformance(ctx, performanceId);
  shownIn(ctx).set(performanceId, { row, changes, until });
  return row;
}

/** The same; null if it has to be read. What this process has changed since, and the passage of time, end it. */
export function peekPerformance(ctx: DomainContext, performanceId: string): PerformanceRow | null {
  const shown = shownIn(ctx).get(performanceId);
  if (!shown || performance.now() >= shown.until) return null;
  if (shown.changes !== ctx.catalogue.changes) return null;
  const changesAt = shown.row.bookable_changes_at;
  return changesAt === null || ctx.clock.now() < changesAt.getTime() ? shown.row : null;
}

/** The id of a performance's concert, which never changes: cached. @throws PERFORMANCE_NOT_FOUND */
export async function concertOf(ctx: DomainContext, performanceId: string): Promise<string> {
  const { concertOfPerformance: concerts } = ctx;
  const cached = concerts.get(performanceId);
  if (cached) return cached;
  const { concert_id: concertId } = await getPerformance(ctx, performanceId);
  if (concerts.size >= MAX_PERFORMANCES) concerts.clear();
  concerts.set(performanceId, concertId);
  return concertId;
}

function datesOf(concert: ListedConcertRow, currency: string): ConcertView['dates'] {
  const { first_starts_at: firstStartsAt, last_starts_at: lastStartsAt, timezone } = concert;
  if (!firstStartsAt || !lastStartsAt || !timezone) return null;
  return { firstStartsAt, lastStartsAt, timezone, priceFrom: concert.price_from ?? null, currency };
}

const fieldsOf = (concert: ConcertRow): ConcertFields => ({
  id: concert.id,
  title: concert.title,
  artist: concert.artist,
  venue: concert.venue,
  description: concert.description,
  imageUrl: concert.image_url,
  salesOpenAt: concert.sales_open_at,
  salesCloseAt: concert.sales_close_at,
  onSale: concert.on_sale,
  draw: {
    round: concert.draw_round,
    seedHash: concert.draw_seed_hash,
    source: concert.draw_source,
  },
});
