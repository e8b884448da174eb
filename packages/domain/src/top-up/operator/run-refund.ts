import { inTransaction } from '../../kernel/database/transaction.ts';
import { inParallel } from '../../kernel/in-parallel.ts';
import { ProviderRefusal } from '../../kernel/payment-provider.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { askProvider, notKnown, providerFault } from '../ask-provider.ts';
import { withReason } from '../decide.ts';
import { getTopUp, lockTopUp, tellOfAttention } from '../record-payment.ts';
import { settleReturned } from '../returned/settle-returned.ts';
import { END_REFUND, GET_REFUND, type RefundRow, TAKE_REFUNDS } from './refund.sql.ts';

/** A round ends before what it took is due for other servers, after 30 seconds. */
const BATCH = 20;
const AT_ONCE = 10;

/**
 * Asks the provider for a refund that was written, and writes its answer. A refusal ends the refund only if it
 * was the first try: an earlier one may have been carried out, and the provider may refuse every request
 * now. After a day it is believed.
 *
 * @throws TOPUP_DECLINED if the provider refuses; the money is in the balance again. SERVICE_UNAVAILABLE if
 * it does not answer: the refund is carried on later
 */
export async function runRefund(ctx: QueueContext, refundId: string): Promise<void> {
  const [refund] = await ctx.sql.rows<RefundRow>(GET_REFUND, [refundId, ctx.now()]);
  if (refund?.status !== 'PENDING') return;
  const { amount, currency, top_up_id: topUpId } = refund;
  const { payment_reference: paymentReference, provider: name } = await getTopUp(ctx, topUpId);
  try {
    if (name !== ctx.provider?.name) throw new Error(`${name} is not the provider any more`);
    if (paymentReference === null) {
      throw new ProviderRefusal('rejected', 'the provider has named no payment');
    }
    const request = { paymentReference, amount, currency, key: refundId };
    await askProvider(ctx, 'refund', (provider, signal) => provider.refund(request, signal));
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw notKnown(error);
    if (error.reason !== 'already-refunded') {
      if (refund.checks > 0 && !refund.is_old) throw notKnown(error);
      await refuse(ctx, refundId, error);
      throw providerFault(new ProviderRefusal('declined', error.message));
    }
  }
  await finish(ctx, refundId);
}

/** Carries on the refunds that a crash or a provider without an answer left open. */
export async function runDueRefunds(ctx: QueueContext): Promise<void> {
  const due = await ctx.sql.rows<{ id: string }>(TAKE_REFUNDS, [BATCH, ctx.now()]);
  await inParallel(due, AT_ONCE, async ({ id }) => {
    try {
      await runRefund(ctx, id);
    } catch (error) {
      ctx.log.warn({ refundId: id, err: error }, 'a refund of a top-up could not be carried on');
    }
  });
}

async function finish(ctx: QueueContext, refundId: string): Promise<void> {
  await endRefund(ctx, { refundId, status: 'DONE' }, async (tx, refund) => {
    const topUp = await lockTopUp(tx, refund.top_up_id);
    // What was never in the balance has ended now; a credited top-up stays credited.
    const change = refund.withdrawn ? {} : { status: 'CANCELLED' as const, attention: null };
    await settleReturned(tx, topUp, { why: 'refunded', change });
  });
}

/** The provider will not do it: the money goes back into the balance, and a person has to decide. */
async function refuse(ctx: QueueContext, refundId: string, error: ProviderRefusal): Promise<void> {
  const why = `the provider refused a refund: ${error.message}`;
  await endRefund(ctx, { refundId, status: 'REFUSED' }, async (tx, refund) => {
    const topUp = await lockTopUp(tx, refund.top_up_id);
    const change = { attention: withReason(topUp.attention, why) };
    await settleReturned(tx, topUp, { why, refused: refund.amount, change });
  });
}

/** Ends a refund once, with what follows from it. */
async function endRefund(
  ctx: QueueContext,
  { refundId, status }: { refundId: string; status: 'DONE' | 'REFUSED' },
  follow: (tx: QueueContext, refund: RefundRow) => Promise<void>,
): Promise<void> {
  const [known] = await ctx.sql.rows<RefundRow>(GET_REFUND, [refundId, ctx.now()]);
  if (!known) return;
  const { top_up_id: topUpId } = known;
  const before = await inTransaction(ctx, async (tx) => {
    const { attention } = await lockTopUp(tx, topUpId);
    const values = [refundId, status, tx.now()];
    const [ended] = await tx.sql.rows<RefundRow>(END_REFUND, values);
    if (ended) await follow(tx, ended);
    return attention;
  });
  await tellOfAttention(ctx, topUpId, before);
}
