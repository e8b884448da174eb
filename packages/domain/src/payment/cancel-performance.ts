import type { CancelPerformanceView } from '@frontrow/contract/catalog/performances';
import { DatabaseError } from 'pg';
import type { Caller } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { isDatabaseUnavailable } from '../kernel/database/unavailable.ts';
import { DomainError } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { withPassLock } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { PASSES_HOLDING, RELEASE_HOLDS } from '../reservation/reservation.sql.ts';
import { noteChange } from '../seating/seating-context.ts';
import { PAID_OF_PERFORMANCE } from './payment.sql.ts';
import { refundPayment } from './refund.ts';

const BATCH = 500;

/** Waits for holds and payments in progress, which have the row locked for key share. $1 performance. */
const LOCK_PERFORMANCE = {
  name: 'performance-lock',
  text: 'select status from performance where id = $1 for update',
};

/** $1 performance, $2 reason, $3 now. */
const CANCEL = {
  name: 'performance-cancel',
  text: `
    update performance set status = 'CANCELLED', cancel_reason = $2,
      cancelled_at = coalesce($3::timestamptz, clock_timestamp())
    where id = $1 and status <> 'CANCELLED'`,
};

/*
 * A cancellation marks the performance first: from then on its seats can be neither held nor paid, so no hold
 * and no payment is added. Then each pass with holds and each payment is done in a transaction of its own,
 * in the order of the ids. One that fails is logged and left; the next call tries it again. If the database
 * itself is gone, the call ends, since each of the rest would fail too and nothing is known about them.
 */

/**
 * Cancels a performance, releases its live holds and refunds its payments. If a call is interrupted, or a
 * refund fails, another call does the rest.
 *
 * @returns how many holds and payments this call released and refunded, and the payments whose refund failed
 * @throws PERFORMANCE_NOT_FOUND, SERVICE_UNAVAILABLE when the database cannot be reached
 */
export async function cancelPerformance(
  ctx: QueueContext,
  operator: Caller,
  { performanceId, reason }: { performanceId: string; reason: string },
): Promise<CancelPerformanceView> {
  await inTransaction(ctx, async (tx) => {
    const [performance] = await tx.sql.rows(LOCK_PERFORMANCE, [performanceId]);
    if (!performance) throw new DomainError('PERFORMANCE_NOT_FOUND');
    await tx.sql.rows(CANCEL, [performanceId, reason, tx.now()]);
    const details = { reason };
    const action = { action: 'cancelPerformance' as const, targetId: performanceId, details };
    await recordAction(tx, operator, action);
  });
  const released = await releaseAll(ctx, performanceId);
  return { released, ...(await refundAll(ctx, performanceId, reason)) };
}

/**
 * Releases behind the lock of each pass, so that a hold in progress is either released or refused. A hold that
 * is not released runs out by itself, and cannot be paid.
 */
async function releaseAll(ctx: QueueContext, performanceId: string): Promise<number> {
  let released = 0;
  const pagesOfPasses = pages(async (after) => {
    const values = [performanceId, after, BATCH, ctx.now()];
    const rows = await ctx.sql.rows<{ queue_entry_id: string }>(PASSES_HOLDING, values);
    return rows.map(({ queue_entry_id }) => queue_entry_id);
  });
  for await (const entryId of pagesOfPasses) {
    const release = withPassLock(ctx, { entryId }, (tx) => {
      noteChange(tx, performanceId);
      return tx.sql.rows(RELEASE_HOLDS, [entryId, null, performanceId, tx.now()]);
    });
    const holds = await release.catch((error: unknown) => {
      if (isGeneral(error)) throw error;
      const fields = { err: error, performanceId, queueEntryId: entryId };
      ctx.log.error(fields, 'holds of a cancelled performance were not released');
      return [];
    });
    released += holds.length;
  }
  return released;
}

async function refundAll(
  ctx: QueueContext,
  performanceId: string,
  reason: string,
): Promise<{ refunded: number; failed: string[] }> {
  const failed: string[] = [];
  let refunded = 0;
  const payments = pages(async (after) => {
    const values = [performanceId, after, BATCH];
    const rows = await ctx.sql.rows<{ id: string }>(PAID_OF_PERFORMANCE, values);
    return rows.map(({ id }) => id);
  });
  for await (const paymentId of payments) {
    try {
      await inTransaction(ctx, (tx) => refundPayment(tx, paymentId, reason));
      refunded++;
    } catch (error) {
      // Another call has refunded it in the meantime.
      if (error instanceof DomainError && error.code === 'ALREADY_REFUNDED') continue;
      if (isGeneral(error)) throw error;
      const fields = { err: error, performanceId, paymentId };
      ctx.log.error(fields, 'a payment of a cancelled performance was not refunded');
      failed.push(paymentId);
    }
  }
  return { refunded, failed };
}

/** The ids of all pages. Each page begins after the last id of the one before, so it ends whatever fails. */
async function* pages(next: (after: string | null) => Promise<string[]>): AsyncGenerator<string> {
  for (let after: string | null = null; ; ) {
    const page = await next(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < BATCH) return;
    after = last;
  }
}

/** A lock that was not granted in time, a statement that took too long, a deadlock: others may succeed. */
const OF_ONE_ROW = new Set(['55P03', '57014', '40P01', '40001']);

/** Whether the database cannot be reached, so that no other refund would succeed either. */
const isGeneral = (error: unknown): boolean =>
  isDatabaseUnavailable(error) &&
  !(error instanceof DatabaseError && OF_ONE_ROW.has(`${error.code}`));
