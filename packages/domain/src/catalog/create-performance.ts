import type { CreatePerformanceInput } from '@frontrow/contract/catalog/performances';
import type { Drawing } from '@frontrow/contract/chart/drawing';
import { type Layout, layoutOf } from '@frontrow/contract/chart/layout';
import { comparable } from '@frontrow/contract/text/names';
import { Performance, Section } from '@frontrow/database/entities/concert';
import { plainDrawing } from '@frontrow/database/seating/plain-drawing';
import { INSERT_SEATS, seatRowsOf, seatValues } from '@frontrow/database/seating/seat-rows';
import { getConcert } from '../concert/concert.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { inUnitOfWork } from '../kernel/database/unit-of-work.ts';
import { validationFailed } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { findChart, plainChart } from './charts.ts';
import { requireFuture } from './starts-at.ts';

/**
 * Creates a performance with a row for each place of its chart: the given one, or one that is drawn from `sections`.
 * One transaction, with a statement for each 10,000 places.
 *
 * @throws CONCERT_NOT_FOUND, VALIDATION_FAILED if it starts in the past, CHART_NOT_FOUND, VALIDATION_FAILED for prices
 * that are not those of the chart's categories
 */
export async function createPerformance(
  ctx: DomainContext,
  operator: Caller,
  input: CreatePerformanceInput,
): Promise<{ performanceId: string; chartId: string; seatsTotal: number }> {
  const performanceId = ctx.newId();
  const { concertId, startsAt, timezone, orphanRule } = input;
  const { title } = await getConcert(ctx, concertId);
  await requireFuture(ctx, startsAt);
  // Charts never change. What takes long is done before the transaction, which may not pause.
  const { drawing, prices } = await drawingFor(ctx, input);
  const layout = layoutOf(drawing);
  const seatRows = seatRowsOf(drawing, layout);
  const seatsTotal = layout.places;
  return inUnitOfWork(ctx, async (tx) => {
    await requireFuture(tx, startsAt);
    const chartId = input.chartId ?? (await plainChart(tx, title, drawing));
    tx.em.create(Performance, {
      ...{ id: performanceId, concert: concertId, startsAt, timezone, orphanRule },
      ...{ chart: chartId, seatsTotal },
    });
    const sections = createSections(tx, layout, { performanceId, prices });
    for (const values of seatValues(seatRows, performanceId, { sections, now: tx.now() })) {
      await tx.sql.rows(INSERT_SEATS, values);
    }
    const action = { action: 'createPerformance' as const, targetId: performanceId };
    await recordAction(tx, operator, { ...action, details: input });
    return { performanceId, chartId, seatsTotal };
  });
}

interface PricedDrawing {
  drawing: Drawing;
  /** By category, in minor units for each place. */
  prices: Map<string, number>;
}

async function drawingFor(
  ctx: DomainContext,
  { chartId, prices = {}, sections = [] }: CreatePerformanceInput,
): Promise<PricedDrawing> {
  if (chartId === undefined) {
    const priceOf = new Map(sections.map(({ name, price }) => [name, price]));
    return { drawing: plainDrawing(sections), prices: priceOf };
  }
  const { drawing } = await findChart(ctx, chartId);
  return { drawing, prices: pricesOf(drawing, prices) };
}

/** @throws VALIDATION_FAILED unless the prices name exactly the categories of the chart */
function pricesOf({ sections }: Drawing, prices: Record<string, number>): Map<string, number> {
  const categories = new Set(sections.map(({ category }) => category));
  const known = new Set([...categories].map(comparable));
  const given = new Map<string, number>();
  for (const [name, price] of Object.entries(prices)) {
    const category = comparable(name);
    if (!known.has(category)) {
      throw validationFailed(['prices', name], 'is no category of the chart');
    }
    if (given.has(category)) throw validationFailed(['prices', name], 'names a category twice');
    given.set(category, price);
  }
  return new Map(
    [...categories].map((category) => {
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
