import type {
  ConcertDetails,
  ConcertListInput,
  ConcertView,
  DatesView,
  SeatMapInput,
  SeatMapView,
  SeatsView,
} from '@frontrow/contract/concert';
import type { Page } from '@frontrow/contract/primitives';
import { comparable } from '@frontrow/contract/text/names';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { patternOf } from '../kernel/database/pattern.ts';
import { row } from '../kernel/database/sql.ts';
import { DomainError } from '../kernel/errors.ts';
import type {
  ConcertDetailsRow,
  ConcertRow,
  DateRow,
  PerformanceRow,
  SeatRow,
} from './concert.sql.ts';
import * as statements from './concert.sql.ts';

/*
 * Reads concerts, bookable performances and seats. Expired holds are compared with the time of the
 * statement, so their seats read as available before the sweep releases them.
 *
 * A seat map has a version. A change of a seat only sets its `version` to null. The next read of the map
 * gives the next version of the performance to all such seats (ASSIGN_VERSIONS) and then reads the seats. A
 * client passes the version that it has and gets the seats that changed after it. The alternative, a
 * counter raised by every hold, makes all holds of one performance wait for the lock of one row.
 */

/**
 * Concerts, on sale or not, ordered by id and so by the time of creation. With `search` only those of which
 * title, artist and venue together have all of its words; with `upcoming` only those with a scheduled
 * performance in the future.
 */
export async function listConcerts(
  ctx: DomainContext,
  { cursor, limit, search = '', upcoming = false }: ConcertListInput,
): Promise<Page<ConcertView>> {
  const patterns = comparable(search).split(/\s+/).filter(Boolean).map(patternOf);
  const values = [uuidCursor(cursor), limit + 1, ctx.now(), patterns, upcoming];
  const rows = await ctx.sql.rows<ConcertRow>(statements.LIST_CONCERTS, values);
  return pageFrom(rows, limit, { item: concertView, cursor: ({ id }) => id });
}

/** One concert with all of its performances. @throws CONCERT_NOT_FOUND */
export async function getConcert(ctx: DomainContext, concertId: string): Promise<ConcertDetails> {
  const values = [concertId, ctx.now()];
  const [concert] = await ctx.sql.rows<ConcertDetailsRow>(statements.GET_CONCERT, values);
  if (!concert) throw new DomainError('CONCERT_NOT_FOUND');
  const { currency, holdSeconds } = ctx.settings;
  return {
    ...concertView(concert),
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

/**
 * The bookable performances, the earliest first: scheduled, in the future, and the sale window is open. A
 * performance without available seats is included.
 *
 * @throws NO_DATES_AVAILABLE if there is none
 */
export async function listDates(ctx: DomainContext, concertId: string): Promise<DatesView> {
  const rows = await ctx.sql.rows<DateRow>(statements.LIST_DATES, [concertId, ctx.now()]);
  if (rows.length === 0) throw new DomainError('NO_DATES_AVAILABLE');
  return {
    items: rows.map((date) => ({
      performanceId: date.id,
      startsAt: date.starts_at,
      timezone: date.timezone,
      seatsAvailable: date.seats_available,
      seatsTotal: date.seats_total,
      priceFrom: date.price_from,
      currency: ctx.settings.currency,
    })),
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

/** The most entries of the cache. It is emptied when it is full. */
const MAX_PERFORMANCES = 10_000;

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

/**
 * The seats that can be held now.
 *
 * @throws NO_DATES_AVAILABLE if the performance is not bookable, NO_SEATS_AVAILABLE
 */
export async function listSeats(
  ctx: DomainContext,
  performance: PerformanceRow,
): Promise<SeatsView> {
  if (!performance.bookable) throw new DomainError('NO_DATES_AVAILABLE');
  const { version } = await currentVersion(ctx, performance.id);
  const values = [performance.id, ctx.now()];
  const rows = await ctx.sql.rows<SeatRow>(statements.AVAILABLE_SEATS, values);
  if (rows.length === 0) throw new DomainError('NO_SEATS_AVAILABLE');
  return {
    performanceId: performance.id,
    version,
    items: rows.map(({ status: _, ...seat }) => seat),
  };
}

/**
 * All seats with their status. With a known `sinceVersion` only the seats that changed after it, unless
 * prices have changed since.
 *
 * @throws NO_DATES_AVAILABLE if the performance is not bookable
 */
export async function seatMap(
  ctx: DomainContext,
  caller: Caller,
  {
    performance,
    sinceVersion,
  }: Pick<SeatMapInput, 'sinceVersion'> & { performance: PerformanceRow },
): Promise<SeatMapView> {
  if (!performance.bookable) throw new DomainError('NO_DATES_AVAILABLE');
  const { version, prices_version: oldest } = await currentVersion(ctx, performance.id);
  const known =
    sinceVersion !== undefined && sinceVersion >= Math.max(1, oldest) && sinceVersion <= version
      ? sinceVersion
      : null;
  const values = [performance.id, ctx.now(), caller.userId];
  const seats =
    known === null
      ? await ctx.sql.rows<SeatRow>(statements.SEAT_MAP, values)
      : await ctx.sql.rows<SeatRow>(statements.SEAT_MAP_SINCE, [...values, known]);
  return {
    performanceId: performance.id,
    version,
    currency: ctx.settings.currency,
    full: known === null,
    seats,
  };
}

/**
 * The version of the map. It must be read before the seats: a change between the two reads then appears in
 * both this answer and the next one; in the other order the client would never get it.
 */
async function currentVersion(
  ctx: DomainContext,
  performanceId: string,
): Promise<{ version: number; prices_version: number }> {
  return row(ctx.sql, statements.ASSIGN_VERSIONS, [performanceId, ctx.now()]);
}

const concertView = (concert: ConcertRow): ConcertView => ({
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
