import type {
  AdminPerformanceView,
  UpdatePerformanceInput,
} from '@frontrow/contract/catalog/performances';
import { comparable } from '@frontrow/contract/text/names';
import { getConcert } from '../concert/concert.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError, validationFailed } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import * as statements from './performances.sql.ts';
import { requireFuture } from './starts-at.ts';

type Row = statements.AdminPerformanceRow;

/** All performances of a concert, past and cancelled ones too, the earliest first. @throws CONCERT_NOT_FOUND */
export async function listPerformances(
  ctx: DomainContext,
  { concertId }: { concertId: string },
): Promise<{ items: AdminPerformanceView[] }> {
  const values = [concertId, null, ctx.now()];
  const rows = await ctx.sql.rows<Row>(statements.LIST_PERFORMANCES, values);
  if (rows.length === 0) await getConcert(ctx, concertId);
  return { items: rows.map((performance) => performanceView(ctx, performance)) };
}

/**
 * Changes the fields of a performance that are given. New prices apply to later holds: what is held or paid
 * keeps its price. Clients that follow the seat map get all of it once, with the new prices.
 *
 * @throws PERFORMANCE_NOT_FOUND, VALIDATION_FAILED for a start in the past, or a section it does not have
 */
export async function updatePerformance(
  ctx: DomainContext,
  operator: Caller,
  { performanceId, ...input }: UpdatePerformanceInput,
): Promise<AdminPerformanceView> {
  const { startsAt, timezone, orphanRule, prices = {} } = input;
  return inTransaction(ctx, async (tx) => {
    const { sections } = await findPerformance(tx, performanceId);
    const priced = Object.entries(prices).flatMap(([category, price]) =>
      sectionIdsOf(sections, category).map((id) => ({ id, price })),
    );
    const values = [performanceId, startsAt ?? null, timezone ?? null, orphanRule ?? null];
    await tx.sql.rows(statements.UPDATE_PERFORMANCE, values);
    const ids = priced.map(({ id }) => id);
    const amounts = priced.map(({ price }) => price);
    await tx.sql.rows(statements.UPDATE_PRICES, [performanceId, ids, amounts]);
    // Last, since the updates may wait for locks until the time has passed.
    if (startsAt) await requireFuture(tx, startsAt);
    const action = { action: 'updatePerformance' as const, targetId: performanceId };
    await recordAction(tx, operator, { ...action, details: input });
    return performanceView(tx, await findPerformance(tx, performanceId));
  });
}

async function findPerformance(ctx: DomainContext, performanceId: string): Promise<Row> {
  const values = [null, performanceId, ctx.now()];
  const [performance] = await ctx.sql.rows<Row>(statements.LIST_PERFORMANCES, values);
  if (!performance) throw new DomainError('PERFORMANCE_NOT_FOUND');
  return performance;
}

/** @throws VALIDATION_FAILED if the chart has no such category */
function sectionIdsOf(sections: Row['sections'], name: string): string[] {
  const ids = sections.flatMap(({ id, category }) =>
    comparable(category) === comparable(name) ? [id] : [],
  );
  if (ids.length === 0) throw validationFailed(['prices', name], 'is no category of the chart');
  return ids;
}

function performanceView({ settings }: DomainContext, performance: Row): AdminPerformanceView {
  const { available, sold, blocked, sections, seats_total: seatsTotal } = performance;
  const prices = sections.map(({ price }) => price);
  return {
    performanceId: performance.id,
    concertId: performance.concert_id,
    startsAt: performance.starts_at,
    timezone: performance.timezone,
    status: performance.status,
    cancelledAt: performance.cancelled_at,
    cancelReason: performance.cancel_reason,
    priceFrom: prices.length > 0 ? Math.min(...prices) : null,
    priceTo: prices.length > 0 ? Math.max(...prices) : null,
    currency: settings.currency,
    chartId: performance.chart_id,
    orphanRule: performance.orphan_rule,
    seatsTotal,
    available,
    held: seatsTotal - available - sold - blocked,
    sold,
    blocked,
    sections: sections.map(({ id: _, ...section }) => section),
  };
}
