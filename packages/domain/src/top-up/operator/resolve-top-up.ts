import type { ResolveTopUpInput, TopUpView } from '@frontrow/contract/top-up';
import type { Caller } from '../../kernel/context.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import { validationFailed } from '../../kernel/errors.ts';
import { recordAction } from '../../operator-log/operator-log.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { keepExtension } from '../../reservation/grace.ts';
import { changeTopUp, creditPaid, getTopUp } from '../record-payment.ts';
import type { TopUpRow } from '../top-up.sql.ts';
import { topUpView } from '../top-up-view.ts';
import { lockExisting, pendingRefund, refundTopUp, writeRefund } from './refund-top-up.ts';
import { runRefund } from './run-refund.ts';

/**
 * Ends what needed attention. `credit` credits what was really paid, at most once; `refund` sends back what
 * was paid and not credited. On a credited top-up `credit` only clears the attention, and `refund` is as
 * `refundTopUp`.
 *
 * @throws TOPUP_NOT_FOUND, VALIDATION_FAILED without attention, for money of another currency, or while a
 * refund is under way; and for `refund` the errors of `refundTopUp`
 */
export async function resolveTopUp(
  ctx: QueueContext,
  operator: Caller,
  { topUpId, outcome, reason }: ResolveTopUpInput,
): Promise<TopUpView> {
  const next = await inTransaction(ctx, async (tx) => {
    const topUp = await lockExisting(tx, topUpId);
    if (topUp.attention === null) throw validationFailed(['topUpId'], 'needs no decision');
    if (await pendingRefund(tx, topUpId)) {
      throw validationFailed(['topUpId'], 'is being refunded');
    }
    const details = { outcome, reason, attention: topUp.attention };
    await recordAction(tx, operator, { action: 'resolveTopUp', targetId: topUpId, details });
    return outcome === 'credit' ? creditNow(tx, topUp) : refundNow(tx, topUp);
  });
  if (next === 'refund-credited') return refundTopUp(ctx, operator, { topUpId, reason });
  if (next !== null) await runRefund(ctx, next.refundId);
  return topUpView(ctx, await getTopUp(ctx, topUpId));
}

async function creditNow(tx: QueueContext, topUp: TopUpRow): Promise<null> {
  if (topUp.entry_id !== null) {
    await changeTopUp(tx, topUp, { attention: null });
    return null;
  }
  const amount = (topUp.paid_amount ?? 0) - topUp.returned_amount;
  if (amount <= 0) throw validationFailed(['outcome'], 'nothing of it is left to credit');
  if (topUp.paid_currency !== tx.settings.currency) {
    throw validationFailed(['outcome'], `it was paid in ${topUp.paid_currency}`);
  }
  await changeTopUp(tx, topUp, { status: 'CREDITED', attention: null });
  await creditPaid(tx, topUp, amount);
  await keepExtension(tx, topUp.id);
  return null;
}

async function refundNow(
  tx: QueueContext,
  topUp: TopUpRow,
): Promise<{ refundId: string } | 'refund-credited'> {
  if (topUp.entry_id !== null) {
    await changeTopUp(tx, topUp, { attention: null });
    return 'refund-credited';
  }
  const amount = (topUp.paid_amount ?? 0) - topUp.returned_amount;
  if (amount <= 0) throw validationFailed(['outcome'], 'nothing of it is left to refund');
  return { refundId: await writeRefund(tx, topUp, { amount, withdrawn: false }) };
}
