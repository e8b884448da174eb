import { createHash } from 'node:crypto';
import type { AdminChartView, CreateChartInput } from '@frontrow/contract/chart';
import { problemsOf } from '@frontrow/contract/chart/check-drawing';
import type { Drawing } from '@frontrow/contract/chart/drawing';
import { placesOf } from '@frontrow/contract/chart/layout';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';

import * as statements from './charts.sql.ts';

/**
 * Keeps a drawing of a house for performances. It is checked whole and never changes.
 *
 * @throws VALIDATION_FAILED with the path of each fault
 */
export async function createChart(
  ctx: DomainContext,
  operator: Caller,
  { name, chart }: CreateChartInput,
): Promise<{ chartId: string; places: number }> {
  const issues = problemsOf(chart).map(({ path, message }) => ({
    path: ['chart', ...path],
    message,
  }));
  if (issues.length > 0) throw new DomainError('VALIDATION_FAILED', { issues });
  const places = placesOf(chart);
  const chartId = ctx.newId();
  await inTransaction(ctx, async (tx) => {
    await insertChart(tx, { chartId, name, drawing: chart, plain: false });
    const details = { name, places };
    await recordAction(tx, operator, { action: 'createChart', targetId: chartId, details });
  });
  return { chartId, places };
}

/** @throws CHART_NOT_FOUND */
export async function getChart(
  ctx: DomainContext,
  { chartId }: { chartId: string },
): Promise<AdminChartView> {
  const chart = await findChart(ctx, chartId);
  return { ...chartInList(chart), chart: chart.drawing };
}

/** The charts that operators made, the oldest first. Those drawn from `sections` are left out. */
export async function listCharts(
  ctx: DomainContext,
  { cursor, limit }: PageInput,
): Promise<Page<ReturnType<typeof chartInList>>> {
  const values = [uuidCursor(cursor), limit + 1];
  const rows = await ctx.sql.rows<statements.ChartRow>(statements.LIST_CHARTS, values);
  return pageFrom(rows, limit, { item: chartInList, cursor: ({ id }) => id });
}

/** @throws CHART_NOT_FOUND */
export async function findChart(
  ctx: DomainContext,
  chartId: string,
): Promise<statements.ChartWithDrawing> {
  const [chart] = await ctx.sql.rows<statements.ChartWithDrawing>(statements.GET_CHART, [chartId]);
  if (!chart) throw new DomainError('CHART_NOT_FOUND');
  return chart;
}

/** The id of a chart of straight rows with this drawing: an earlier one, or a new one. */
export async function plainChart(
  tx: DomainContext,
  name: string,
  drawing: Drawing,
): Promise<string> {
  const [known] = await tx.sql.rows<{ id: string }>(statements.PLAIN_CHART, [hashOf(drawing)]);
  if (known) return known.id;
  const chartId = tx.newId();
  await insertChart(tx, { chartId, name, drawing, plain: true });
  return chartId;
}

async function insertChart(
  tx: DomainContext,
  { chartId, name, drawing, plain }: Omit<NewChart, 'places'>,
): Promise<void> {
  const text = JSON.stringify(drawing);
  const values = [chartId, name, text, placesOf(drawing), plain, hashOf(drawing), tx.now()];
  await tx.sql.rows(statements.INSERT_CHART, values);
}

interface NewChart {
  chartId: string;
  name: string;
  drawing: Drawing;
  places: number;
  plain: boolean;
}

const hashOf = (drawing: Drawing): string =>
  createHash('sha256').update(JSON.stringify(drawing)).digest('hex');

const chartInList = ({ id, name, places, created_at }: statements.ChartRow) => ({
  chartId: id,
  name,
  places,
  createdAt: created_at,
});
