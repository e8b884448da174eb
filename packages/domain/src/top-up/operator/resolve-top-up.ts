import type { ResolveTopUpInput, TopUpView } from '@frontrow/contract/top-up';
import type { Caller } from '../../kernel/context.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import { validationFailed } from '../../kernel/errors.ts';
import { recordAction } from '../../operator-log/operator-log.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { keepExtension, takeBackExtension } from '../../reservation/grace.ts';
import { isOpen } from '../decide.ts';
import { changeTopUp, creditPaid, getTopUp } from '../record-payment.ts';
import type { TopUpRow } from '../top-up.sql.ts';
import { topUpView } from '../top-up-view.ts';
import { IS_BEING_REFUNDED } from './refund.sql.ts';
import { beginRefund, lockExisting, writeRefund } from './refund-top-up.ts';
import { runRefund } from './run-refund.ts';

/**
 * Ends what needed attention. `credit` credits what was really paid, at most once; `refund` sends back what
 * was paid and not credited, and ends an open top-up of which nothing was paid. On a credited top-up
 * `credit` only clears the attention, and `refund` is as `refundTopUp`.
 *
 * @throws TOPUP_NOT_FOUND, VALIDATION_FAILED without attention, for money of another currency, or while a
 * refund is under way; and for `refund` the errors of `refundTopUp`
 */
export async function resolveTopUp(
  ctx: QueueContext,
  operator: Caller,
  { topUpId, outcome, reason }: ResolveTopUpInput,
): Promise<TopUpView> {
  const refundId = await inTransaction(ctx, async (tx) => {
    const topUp = await lockExisting(tx, topUpId);
    if (topUp.attention === null) throw validationFailed(['topUpId'], 'needs no decision');
    const pending = await tx.sql.rows(IS_BEING_REFUNDED, [topUpId]);
    if (pending.length > 0) throw validationFailed(['topUpId'], 'is being refunded');
    const details = { outcome, reason, attention: topUp.attention };
    await recordAction(tx, operator, { action: 'resolveTopUp', targetId: topUpId, details });
    if (outcome === 'refund') return refundNow(tx, topUp);
    await creditNow(tx, topUp);
    return null;
  });
  if (refundId !== null) await runRefund(ctx, refundId);
  return topUpView(ctx, await getTopUp(ctx, topUpId));
}

async function creditNow(tx: QueueContext, topUp: TopUpRow): Promise<void> {
  if (topUp.entry_id !== null) return changeTopUp(tx, topUp, { attention: null });
  const amount = (topUp.paid_amount ?? 0) - topUp.returned_amount;
  if (amount <= 0) throw validationFailed(['outcome'], 'nothing of it is left to credit');
  if (topUp.paid_currency !== tx.settings.currency) {
    throw validationFailed(['outcome'], `it was paid in ${topUp.paid_currency}`);
  }
  await changeTopUp(tx, topUp, { status: 'CREDITED', attention: null });
  await creditPaid(tx, topUp, amount);
  await keepExtension(tx, topUp.id);
}

/** Returns the id of the refund that the provider is asked for next; null: there is nothing to send back. */
async function refundNow(tx: QueueContext, topUp: TopUpRow): Promise<string | null> {
  if (topUp.entry_id !== null) {
    const cleared = { ...topUp, attention: null };
    await changeTopUp(tx, cleared, {});
    return (await beginRefund(tx, cleared))?.id ?? null;
  }
  const amount = (topUp.paid_amount ?? 0) - topUp.returned_amount;
  if (amount > 0) return writeRefund(tx, topUp, { amount, withdrawn: false });
  const status = isOpen(topUp) ? ('CANCELLED' as const) : topUp.status;
  await changeTopUp(tx, topUp, { status, attention: null });
  await takeBackExtension(tx, topUp.id);
  return null;
}
