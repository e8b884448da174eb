import type { SalesStatsInput, SalesStatsView } from '@frontrow/contract/operations';
import { DomainError } from '../kernel/errors.ts';
import { inParallel } from '../kernel/in-parallel.ts';
import type { KnownChart } from '../seating/charts.ts';
import type { SeatSnapshot } from '../seating/seat-snapshot.ts';
import { minuteOf } from './minute-counts.ts';
import type { SalesContext } from './sales-memory.ts';
import { SALE, type SaleRow } from './sales-stats.sql.ts';

const PERFORMANCES_AT_ONCE = 4;

type CategoryFigures = SalesStatsView['byCategory'][number];

/** The places of one performance. */
interface House {
  snapshot: SeatSnapshot;
  chart: KnownChart;
  cancelled: boolean;
  /** What its sold places were paid for, by the index of the section. */
  paid: number[];
}

/**
 * The live figures of a concert's sale, and what happened in each of the last minutes. Places come from the seat
 * snapshots of this process, money from the prices that it follows, minutes that are over from its memory: no call
 * reads a row of the ledger, and none but the first reads more than what changed, the last two minutes and one other.
 *
 * @throws CONCERT_NOT_FOUND
 */
export async function salesStats(
  ctx: SalesContext,
  { concertId, minutes }: SalesStatsInput,
): Promise<SalesStatsView> {
  const asked = performance.now();
  const [sale] = await ctx.sql.rows<SaleRow>(SALE, [concertId, ctx.now()]);
  if (!sale) throw new DomainError('CONCERT_NOT_FOUND');
  // The first call of a process may be this one, and snapshots need the time.
  ctx.clock.addReading(sale.now, { asked, answered: performance.now() });
  const byCategory = categoriesOf(await housesOf(ctx, sale));
  const { currency } = ctx.settings;
  return {
    now: { ...sumOf(byCategory), currency },
    byCategory,
    series: await seriesOf(ctx, concertId, { minutes, sale }),
  };
}

async function housesOf(ctx: SalesContext, { performances }: SaleRow): Promise<House[]> {
  const { charts, snapshots } = ctx.seating;
  const houses: Omit<House, 'paid'>[] = [];
  await inParallel([...performances.entries()], PERFORMANCES_AT_ONCE, async ([index, each]) => {
    const snapshot = await snapshots.get(ctx, each.id);
    const chart = await charts.chart(ctx, each.chart_id);
    houses[index] = { snapshot, chart, cancelled: each.cancelled };
  });
  const priced = houses.map(({ snapshot: { performanceId: id }, chart }) => ({
    id,
    sectionOf: chart.layout.sectionOf,
  }));
  const paid = await ctx.sales.paidPrices.read(ctx, priced);
  return houses.map((house, index) => ({ ...house, paid: paid[index] ?? [] }));
}

/** A category that only cancelled performances have is left out, unless there is something to refund. */
function categoriesOf(houses: House[]): CategoryFigures[] {
  const figures = new Map<string, CategoryFigures>();
  const shown = new Set<string>();
  for (const house of houses) {
    for (const [index, { category, ...span }] of house.chart.layout.sections.entries()) {
      const sums = figures.get(category) ?? { category, ...noFigures() };
      figures.set(category, sums);
      sums.revenue += house.paid[index] ?? 0;
      if (house.cancelled) continue;
      shown.add(category);
      addPlaces(sums, house.snapshot, span);
    }
  }
  return [...figures.values()].filter(
    ({ category, revenue }) => shown.has(category) || revenue > 0,
  );
}

const noFigures = () => ({ available: 0, held: 0, sold: 0, blocked: 0, revenue: 0 });

function addPlaces(
  sums: CategoryFigures,
  snapshot: SeatSnapshot,
  { firstPlace, places }: { firstPlace: number; places: number },
): void {
  const counts = { A: 0, H: 0, S: 0, B: 0 };
  for (let place = firstPlace; place < firstPlace + places; place++) {
    counts[snapshot.stateOf(place)]++;
  }
  sums.available += counts.A;
  sums.held += counts.H;
  sums.sold += counts.S;
  sums.blocked += counts.B;
}

function sumOf(byCategory: CategoryFigures[]): Omit<CategoryFigures, 'category'> {
  const sums = noFigures();
  for (const figures of byCategory) {
    for (const name of ['available', 'held', 'sold', 'blocked', 'revenue'] as const) {
      sums[name] += figures[name];
    }
  }
  return sums;
}

async function seriesOf(
  ctx: SalesContext,
  concertId: string,
  { minutes, sale }: { minutes: number; sale: SaleRow },
): Promise<SalesStatsView['series']> {
  const series = await ctx.sales.minutes.last(ctx, concertId, { minutes, now: sale.now });
  const closedAt = sale.closed_at === null ? Number.NaN : minuteOf(sale.closed_at);
  return series.map(({ at, counts }) => ({
    at: new Date(at),
    ...counts,
    left: counts.left + (at === closedAt ? sale.left_at_close : 0),
  }));
}
