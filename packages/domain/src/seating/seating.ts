import type { AvailabilityView, ChartView } from '@frontrow/contract/chart';
import type { DatesView, SeatMapView, SeatsView } from '@frontrow/contract/concert';
import type { PerformanceRow } from '../concert/concert.sql.ts';
import { type DateRow, LIST_DATES } from '../concert/concert.sql.ts';
import { showPerformance } from '../concert/concert.ts';
import type { Caller } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { chartView } from './chart-view.ts';
import type { KnownChart } from './charts.ts';
import type { SeatSnapshot } from './seat-snapshot.ts';
import type { SeatingContext } from './seating-context.ts';
import { sharedAvailability } from './shared-availability.ts';

/*
 * What readers are told of the seats of a performance. All of it comes from this process's snapshot of the seats
 * (seat-snapshots.ts) and the chart: no reader counts, writes or locks rows.
 */

/** The drawing of a performance's house, with its prices. @throws PERFORMANCE_NOT_FOUND */
export async function readChart(
  ctx: SeatingContext,
  { performanceId }: { performanceId: string },
): Promise<ChartView> {
  const performance = await showPerformance(ctx, performanceId);
  const { drawing } = await ctx.seating.charts.chart(ctx, performance.chart_id);
  return chartView(performance, drawing, ctx.settings.currency);
}

/**
 * The bookable performances, the earliest first: scheduled, in the future, and the sale window is open. A
 * performance without available seats is included.
 *
 * @throws NO_DATES_AVAILABLE if there is none
 */
export async function listDates(ctx: SeatingContext, concertId: string): Promise<DatesView> {
  const rows = await ctx.sql.rows<DateRow>(LIST_DATES, [concertId, ctx.now()]);
  if (rows.length === 0) throw new DomainError('NO_DATES_AVAILABLE');
  const items = rows.map(async (date) => ({
    performanceId: date.id,
    startsAt: date.starts_at,
    timezone: date.timezone,
    seatsAvailable: (await ctx.seating.snapshots.get(ctx, date.id)).counts.available,
    seatsTotal: date.seats_total,
    priceFrom: date.price_from,
    currency: ctx.settings.currency,
  }));
  return { items: await Promise.all(items) };
}

/**
 * The seats that can be held now.
 *
 * @throws NO_DATES_AVAILABLE if the performance is not bookable, NO_SEATS_AVAILABLE
 */
export async function listSeats(
  ctx: SeatingContext,
  performance: PerformanceRow,
): Promise<SeatsView> {
  const house = await houseOf(ctx, performance);
  const { snapshot } = house;
  const items: SeatsView['items'] = [];
  for (let place = 0; place < snapshot.places; place++) {
    if (snapshot.isFree(place)) items.push(seatAt(house, place));
  }
  if (items.length === 0) throw new DomainError('NO_SEATS_AVAILABLE');
  return { performanceId: performance.id, version: snapshot.version, items };
}

/**
 * All places with their status, by id. With a known `sinceVersion` only those that changed after it, unless prices
 * have changed since.
 *
 * @throws NO_DATES_AVAILABLE if the performance is not bookable
 */
export async function readSeatMap(
  ctx: SeatingContext,
  { userId }: Caller,
  { performance, sinceVersion }: { performance: PerformanceRow; sinceVersion?: number | undefined },
): Promise<SeatMapView> {
  const house = await houseOf(ctx, performance);
  const { snapshot } = house;
  const full = sinceVersion === undefined || !snapshot.knows(sinceVersion);
  const places = full
    ? Array.from({ length: snapshot.places }, (_, place) => place)
    : snapshot.changedSince(sinceVersion);
  const mine = new Set(snapshot.placesOf(userId));
  return {
    ...{ performanceId: performance.id, version: snapshot.version, full },
    currency: ctx.settings.currency,
    seats: places.map((place) => ({
      ...seatAt(house, place),
      status: STATUS[snapshot.stateOf(place)],
      mine: mine.has(place),
    })),
  };
}

/** A blocked place looks sold to whoever reads seats by id. */
const STATUS = { A: 'AVAILABLE', H: 'HELD', S: 'SOLD', B: 'SOLD' } as const;

/** A letter for each place, or what changed since a version. @throws NO_DATES_AVAILABLE */
export async function readAvailability(
  ctx: SeatingContext,
  { userId }: Caller,
  { performance, sinceVersion }: { performance: PerformanceRow; sinceVersion?: number | undefined },
): Promise<AvailabilityView> {
  if (!performance.bookable) throw new DomainError('NO_DATES_AVAILABLE');
  const snapshot = await ctx.seating.snapshots.get(ctx, performance.id);
  return availabilityOf(snapshot, userId, sinceVersion);
}

/** Which places of a performance are available, whether or not it can be booked. None is anybody's own. */
export async function placesOf(
  ctx: SeatingContext,
  performance: PerformanceRow,
  sinceVersion: number | undefined,
): Promise<AvailabilityView> {
  const snapshot = await ctx.seating.snapshots.get(ctx, performance.id);
  return { ...sharedAvailability(snapshot, sinceVersion), mine: [] };
}

/** The same, from a snapshot that is at hand. All but \`mine\` is shared by all who ask. */
export const availabilityOf = (
  snapshot: SeatSnapshot,
  userId: string,
  sinceVersion: number | undefined,
): AvailabilityView => ({
  ...sharedAvailability(snapshot, sinceVersion),
  mine: snapshot.placesOf(userId),
});

interface House {
  performance: PerformanceRow;
  snapshot: SeatSnapshot;
  chart: KnownChart;
  ids: string[];
}

async function houseOf(ctx: SeatingContext, performance: PerformanceRow): Promise<House> {
  if (!performance.bookable) throw new DomainError('NO_DATES_AVAILABLE');
  const { charts, snapshots } = ctx.seating;
  const [snapshot, chart, ids] = await Promise.all([
    snapshots.get(ctx, performance.id),
    charts.chart(ctx, performance.chart_id),
    charts.seatIds(ctx, performance.id),
  ]);
  snapshot.setPrices(performance.prices);
  return { performance, snapshot, chart, ids };
}

function seatAt({ performance, chart, ids }: House, place: number): SeatsView['items'][number] {
  const { layout, names } = chart;
  const position = layout.sectionOf[place] ?? 0;
  const section = layout.sections[position]?.name ?? '';
  const { row = '', number = 0 } = names[place] ?? {};
  return {
    id: ids[place] ?? '',
    ...{ place, section, row, number },
    label: row === '' ? `${section} ${number}` : `${section} ${row}-${number}`,
    price: performance.prices[position] ?? 0,
  };
}
