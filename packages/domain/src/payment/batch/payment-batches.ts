import type { PaymentView } from '@frontrow/contract/payment';
import { type BatchedCall, Batches, type BatchWork } from '../../kernel/group-commit/batches.ts';
import { keyOf } from '../../kernel/group-commit/keys-of-batch.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import type { QueueCaller } from '../../queue/token/queue-caller.ts';
import { chargesAtOnce } from '../missing-money.ts';
import { paidView } from '../payments.ts';
import { PAY_BATCH, type PaymentFacts, type PaymentItemRow } from './payment-batch.sql.ts';

/** The most payments in one batch, and the most batches of a concert at once; see LIMITS of the holds. */
const LIMITS = { maxBatch: 32, atOnce: 3, besides: 8 };

/** A payment that travels in a batch with others of the same concert. */
export interface PaymentItem extends BatchedCall {
  payer: QueueCaller;
  reservationId: string;
  topUp: boolean;
}

export interface PaymentContext extends QueueContext {
  /** By concert. */
  payments: Batches<QueueContext, PaymentItem, PaymentFacts, PaymentView>;
}

export const withPaymentBatches = <Ctx extends QueueContext>(ctx: Ctx): Ctx & PaymentContext => ({
  ...ctx,
  payments: new Batches(PAYMENTS, LIMITS),
});

const PAYMENTS: BatchWork<QueueContext, PaymentItem, PaymentFacts, PaymentView> = {
  name: 'payments',
  run(ctx, items) {
    const { maxCharge, maxBalance } = ctx.settings;
    const listed = items.map((item, n) => ({ n, ...rowOf(ctx, item) }));
    const values = [ctx.now(), maxCharge, maxBalance, JSON.stringify(listed)];
    return ctx.sql.rows<PaymentFacts>(PAY_BATCH, values);
  },
  answerOf(ctx, { reservationId }, facts) {
    const { payment_id: id, amount, balance_after: balanceAfter, paid_at: paidAt } = facts;
    if (amount === null || balanceAfter === null || paidAt === null) return null;
    return paidView(ctx, { id, reservationId, amount, balanceAfter, paidAt });
  },
};

function rowOf(
  ctx: QueueContext,
  { call, payer: { caller, claims }, reservationId, topUp }: PaymentItem,
): PaymentItemRow {
  return {
    ...{ payment_id: ctx.newId(), user_id: caller.userId, reservation_id: reservationId },
    ...{ entry_id: claims.entryId, charges: topUp && chargesAtOnce(ctx, caller) },
    ...{ charge_entry_id: ctx.newId(), ledger_entry_id: ctx.newId() },
    ...keyOf(call),
  };
}
