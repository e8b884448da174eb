import type { Drawing } from '@frontrow/contract/chart/drawing';
import { type Layout, layoutOf } from '@frontrow/contract/chart/layout';
import type { CreatePerformanceInput } from '@frontrow/contract/concert';
import { comparable } from '@frontrow/contract/text/names';
import { Concert, Performance, Section } from '@frontrow/database/entities/concert';
import { INSERT_SEATS, seatValues } from '@frontrow/database/seating/seat-rows';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { inUnitOfWork } from '../kernel/database/unit-of-work.ts';
import { DomainError, validationFailed } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { findChart, plainChart } from './charts.ts';
import { requireFuture } from './starts-at.ts';

/**
 * Creates a performance with a row for each place of its chart: the given one, or one that is drawn from `sections`.
 * One transaction; one statement inserts all places.
 *
 * @throws CONCERT_NOT_FOUND, CHART_NOT_FOUND, VALIDATION_FAILED if it starts in the past, or for prices that are
 * not those of the chart's categories
 */
export async function createPerformance(
  ctx: DomainContext,
  operator: Caller,
  input: CreatePerformanceInput,
): Promise<{ performanceId: string; chartId: string; seatsTotal: number }> {
  const performanceId = ctx.newId();
  return inUnitOfWork(ctx, async (tx) => {
    const { concertId, startsAt, timezone, orphanRule } = input;
    const concert = await tx.em.findOne(Concert, concertId);
    if (!concert) throw new DomainError('CONCERT_NOT_FOUND');
    await requireFuture(tx, startsAt);
    const { chartId, drawing, prices } = await chartFor(tx, concert.title, input);
    const layout = layoutOf(drawing);
    const seatsTotal = layout.places;
    tx.em.create(Performance, {
      ...{ id: performanceId, concert: concertId, startsAt, timezone, orphanRule },
      ...{ chart: chartId, seatsTotal },
    });
    const sections = createSections(tx, layout, { performanceId, prices });
    const values = seatValues({ drawing, layout }, sections, tx.now());
    await tx.sql.rows(INSERT_SEATS, [performanceId, ...values]);
    const action = { action: 'createPerformance' as const, targetId: performanceId };
    await recordAction(tx, operator, { ...action, details: input });
    return { performanceId, chartId, seatsTotal };
  });
}

interface PricedChart {
  chartId: string;
  drawing: Drawing;
  /** By category, in minor units for each place. */
  prices: Map<string, number>;
}

async function chartFor(
  tx: DomainContext,
  title: string,
  { chartId, prices = {}, sections = [] }: CreatePerformanceInput,
): Promise<PricedChart> {
  if (chartId === undefined) {
    const plain = await plainChart(tx, title, sections);
    return { ...plain, prices: new Map(sections.map(({ name, price }) => [name, price])) };
  }
  const { drawing } = await findChart(tx, chartId);
  return { chartId, drawing, prices: pricesOf(drawing, prices) };
}

/** @throws VALIDATION_FAILED unless the prices name exactly the categories of the chart */
function pricesOf({ sections }: Drawing, prices: Record<string, number>): Map<string, number> {
  const given = new Map(Object.entries(prices).map(([name, price]) => [comparable(name), price]));
  const categories = [...new Set(sections.map(({ category }) => category))];
  for (const name of Object.keys(prices)) {
    if (!categories.some((category) => comparable(category) === comparable(name))) {
      throw validationFailed(['prices', name], 'is no category of the chart');
    }
  }
  return new Map(
    categories.map((category) => {
      const price = given.get(comparable(category));
      if (price === undefined) throw validationFailed(['prices', category], 'has no price');
      return [category, price];
    }),
  );
}

/** Adds the sections to the unit of work. Returns them in order. */
function createSections(
  tx: DomainContext,
  layout: Layout,
  { performanceId, prices }: { performanceId: string; prices: Map<string, number> },
): { id: string; name: string }[] {
  return layout.sections.map(({ name, category, kind, firstPlace, places }, position) => {
    const id = tx.newId();
    const price = prices.get(category) ?? 0;
    const section = { id, name, position, category, kind, firstPlace, places, price };
    tx.em.create(Section, { ...section, performance: performanceId });
    return { id, name };
  });
}
