import { withdraw } from '../balance/credit.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import type { Money } from '../kernel/payment-provider.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { textOf } from './decide.ts';
import { changeTopUp, lockTopUp } from './record-payment.ts';
import type { TopUpRow } from './top-up.sql.ts';

/*
 * Money that went back to the customer at the provider's side: somebody refunded it there, or a dispute was
 * lost. It is taken out of the balance as far as it is there; the rest is for a person to decide.
 * `returned_amount` counts all that went back, also by our own refunds, so that nothing is taken twice.
 */

/** @param refunded the sum of all refunds of the payment */
export async function recordProviderRefund(
  ctx: QueueContext,
  topUpId: string,
  refunded: Money,
): Promise<void> {
  await change(ctx, topUpId, (topUp) => ({
    returned: { ...refunded, amount: refunded.amount - topUp.returned_amount },
    why: 'refunded at the provider',
  }));
}

/** An open dispute needs attention; one that was lost takes the money. */
export async function recordDispute(
  ctx: QueueContext,
  topUpId: string,
  dispute: { kind: string; disputed: Money; lost?: boolean },
): Promise<void> {
  const { disputed, lost, kind } = dispute;
  if (kind === 'dispute-closed' && lost) {
    await change(ctx, topUpId, () => ({ returned: disputed, why: 'lost in a dispute' }));
    return;
  }
  const text =
    kind === 'dispute-opened'
      ? `disputed: ${textOf(disputed)}`
      : `the dispute about ${textOf(disputed)} was won`;
  await inTransaction(ctx, async (tx) => {
    const topUp = await lockTopUp(tx, topUpId);
    await changeTopUp(tx, topUp, { attention: text });
  });
  ctx.log.error({ topUpId, attention: text }, 'a top-up needs a decision');
}

interface Returned {
  returned: Money;
  why: string;
}

async function change(
  ctx: QueueContext,
  topUpId: string,
  returnedOf: (topUp: TopUpRow) => Returned,
): Promise<void> {
  const attention = await inTransaction(ctx, async (tx) => {
    const topUp = await lockTopUp(tx, topUpId);
    const next = await take(tx, topUp, returnedOf(topUp));
    await changeTopUp(tx, topUp, next);
    return next.attention;
  });
  if (attention) ctx.log.error({ topUpId, attention }, 'a top-up needs a decision');
}

/** Takes what went back out of the balance. Returns the change of the top-up. */
async function take(
  tx: QueueContext,
  topUp: TopUpRow,
  { returned, why }: Returned,
): Promise<Partial<TopUpRow>> {
  const paid = topUp.paid_amount ?? 0;
  const isSameMoney = returned.currency === topUp.paid_currency;
  const due = isSameMoney ? Math.min(returned.amount, paid - topUp.returned_amount) : 0;
  if (!isSameMoney) return { attention: `${why}: ${textOf(returned)}, in another currency` };
  if (due <= 0) return {};
  const returned_amount = topUp.returned_amount + due;
  const isAll = returned_amount === paid;
  if (topUp.entry_id === null) {
    // It was never credited: nothing is to be taken, and nothing is left to decide once all of it is back.
    const status = isAll ? ('CANCELLED' as const) : topUp.status;
    return { returned_amount, status, attention: isAll ? null : topUp.attention };
  }
  const missing = await takeWhatIsThere(tx, topUp, due);
  const money = textOf({ ...returned, amount: missing });
  return {
    returned_amount,
    ...(missing > 0 ? { attention: `${why}: ${money} of it were spent and are missing` } : {}),
  };
}

/** Returns how much of the amount the balance lacks. */
async function takeWhatIsThere(
  tx: QueueContext,
  { user_id: userId, id: topUpId }: TopUpRow,
  due: number,
): Promise<number> {
  const [account] = await tx.sql.rows<{ balance: number }>(BALANCE, [userId]);
  const amount = Math.min(due, account?.balance ?? 0);
  if (amount > 0) await withdraw(tx, { userId, amount, topUpId });
  return due - amount;
}

/** The account is locked. $1 user. */
const BALANCE = {
  name: 'provider-refund-balance',
  text: 'select balance from account where user_id = $1',
};
