import { withdraw } from '../../balance/credit.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import { inParallel } from '../../kernel/in-parallel.ts';
import { ProviderRefusal } from '../../kernel/payment-provider.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { askProvider, providerFault } from '../ask-provider.ts';
import { changeTopUp, getTopUp, lockTopUp } from '../record-payment.ts';
import { END_REFUND, GET_REFUND, type RefundRow, TAKE_REFUNDS } from './refund.sql.ts';

const BATCH = 50;
const AT_ONCE = 5;

/**
 * Asks the provider for a refund that was written, and writes its answer.
 *
 * @throws TOPUP_DECLINED if the provider refuses; the money is in the balance again. SERVICE_UNAVAILABLE if
 * it does not answer: the refund is carried on later
 */
export async function runRefund(ctx: QueueContext, refundId: string): Promise<void> {
  const [refund] = await ctx.sql.rows<RefundRow>(GET_REFUND, [refundId]);
  if (refund?.status !== 'PENDING') return;
  const { amount, currency, top_up_id: topUpId } = refund;
  const { payment_reference: paymentReference } = await getTopUp(ctx, topUpId);
  try {
    if (paymentReference === null) {
      throw new ProviderRefusal('rejected', 'the provider has named no payment');
    }
    const request = { paymentReference, amount, currency, key: refundId };
    await askProvider(ctx, 'refund', (provider, signal) => provider.refund(request, signal));
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw providerFault(error);
    if (error.reason !== 'already-refunded') {
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
    await changeTopUp(tx, topUp, change);
  });
}

/** The provider will not do it: the money goes back into the balance, and a person has to decide. */
async function refuse(ctx: QueueContext, refundId: string, error: ProviderRefusal): Promise<void> {
  const attention = `the provider refused a refund: ${error.message}`.slice(0, 500);
  await endRefund(ctx, { refundId, status: 'REFUSED' }, async (tx, refund) => {
    const topUp = await lockTopUp(tx, refund.top_up_id);
    const { user_id: userId, id: topUpId, returned_amount: returned } = topUp;
    if (refund.withdrawn) await withdraw(tx, { userId, amount: -refund.amount, topUpId });
    await changeTopUp(tx, topUp, { returned_amount: returned - refund.amount, attention });
    ctx.log.error({ topUpId, attention }, 'a top-up needs a decision');
  });
}

/** Ends a refund once, with what follows from it. */
async function endRefund(
  ctx: QueueContext,
  { refundId, status }: { refundId: string; status: 'DONE' | 'REFUSED' },
  follow: (tx: QueueContext, refund: RefundRow) => Promise<void>,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const [known] = await tx.sql.rows<RefundRow>(GET_REFUND, [refundId]);
    if (!known) return;
    await lockTopUp(tx, known.top_up_id);
    const values = [refundId, status, tx.now()];
    const [ended] = await tx.sql.rows<RefundRow>(END_REFUND, values);
    if (ended) await follow(tx, ended);
  });
}
