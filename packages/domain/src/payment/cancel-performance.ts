import type { Caller } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { withPassLock } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { PASSES_HOLDING, RELEASE_HOLDS } from '../reservation/reservation.sql.ts';
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

/**
 * Cancels a performance: from then on its seats can be neither held nor paid. Then releases its live holds
 * and refunds its payments, one transaction each. If a call is interrupted, another call does the rest.
 * Returns how many holds and payments this call released and refunded.
 *
 * @throws PERFORMANCE_NOT_FOUND
 */
export async function cancelPerformance(
  ctx: QueueContext,
  operator: Caller,
  { performanceId, reason }: { performanceId: string; reason: string },
): Promise<{ refunded: number; released: number }> {
  await inTransaction(ctx, async (tx) => {
    const [performance] = await tx.sql.rows(LOCK_PERFORMANCE, [performanceId]);
    if (!performance) throw new DomainError('PERFORMANCE_NOT_FOUND');
    await tx.sql.rows(CANCEL, [performanceId, reason, tx.now()]);
    const details = { reason };
    const action = { action: 'cancelPerformance' as const, targetId: performanceId, details };
    await recordAction(tx, operator, action);
  });
  const released = await releaseAll(ctx, performanceId);
  return { refunded: await refundAll(ctx, performanceId, reason), released };
}

/** Releases behind the lock of each pass, so that a hold in progress is either released or refused. */
async function releaseAll(ctx: QueueContext, performanceId: string): Promise<number> {
  for (let released = 0; ; ) {
    const values = [performanceId, BATCH, ctx.now()];
    const passes = await ctx.sql.rows<{ queue_entry_id: string }>(PASSES_HOLDING, values);
    if (passes.length === 0) return released;
    for (const { queue_entry_id: entryId } of passes) {
      const { length } = await withPassLock(ctx, { entryId }, (tx) =>
        tx.sql.rows(RELEASE_HOLDS, [entryId, null, performanceId, tx.now()]),
      );
      released += length;
    }
  }
}

async function refundAll(
  ctx: QueueContext,
  performanceId: string,
  reason: string,
): Promise<number> {
  for (let refunded = 0; ; ) {
    const values = [performanceId, BATCH];
    const batch = await ctx.sql.rows<{ id: string }>(PAID_OF_PERFORMANCE, values);
    if (batch.length === 0) return refunded;
    for (const { id } of batch) {
      if (await refundUnlessRefunded(ctx, id, reason)) refunded++;
    }
  }
}

/** Returns false if the payment was refunded by another call in the meantime. */
async function refundUnlessRefunded(
  ctx: QueueContext,
  paymentId: string,
  reason: string,
): Promise<boolean> {
  try {
    await inTransaction(ctx, (tx) => refundPayment(tx, paymentId, reason));
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'ALREADY_REFUNDED') return false;
    throw error;
  }
}
