import { row } from '../../kernel/database/sql.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import type { Money, ProviderMessage } from '../../kernel/payment-provider.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { textOf, withoutReason, withReason } from '../decide.ts';
import { MESSAGE_HANDLED } from '../messages.sql.ts';
import { changeTopUp, lockTopUp, tellOfAttention } from '../record-payment.ts';
import type { TopUpRow } from '../top-up.sql.ts';
import { DISPUTE_CLOSED } from './returned.sql.ts';
import { settleReturned } from './settle-returned.ts';

/** A message about money that went back, or may go back. */
export type ReturnMessage = Exclude<ProviderMessage, { kind: 'payment' | 'other' }>;

/**
 * Writes what a message says of the money of a paid top-up, and that the message is handled, in one
 * transaction: one that is handled twice, by two servers or after a crash, takes nothing twice.
 *
 * @param provider the name of the provider that the message is of
 */
export async function recordReturned(
  ctx: QueueContext,
  topUpId: string,
  { provider, message }: { provider: string; message: ReturnMessage },
): Promise<void> {
  const attention = await inTransaction(ctx, async (tx) => {
    const topUp = await lockTopUp(tx, topUpId);
    // Not known yet: the message would be used up without its effect.
    if (topUp.paid_amount === null) throw new Error(`top-up ${topUpId} is not known to be paid`);
    const values = [provider, message.id, topUpId, tx.now()];
    const [isFirst] = await tx.sql.rows(MESSAGE_HANDLED, values);
    if (!isFirst) return null;
    await follow(tx, topUp, message);
    return { before: topUp.attention };
  });
  if (attention) await tellOfAttention(ctx, topUpId, attention.before);
}

async function follow(tx: QueueContext, topUp: TopUpRow, message: ReturnMessage): Promise<void> {
  const money = message.kind === 'refund' ? message.refunded : message.disputed;
  if (money.currency !== topUp.paid_currency) return noteForeign(tx, topUp, money);
  if (message.kind === 'refund') {
    return settleReturned(tx, topUp, { why: 'refunded at the provider' });
  }
  const { dispute } = message;
  const reason = `disputed as ${dispute}`;
  if (message.kind === 'dispute-closed') {
    const change = { attention: withoutReason(topUp.attention, reason) };
    return settleReturned(tx, topUp, { why: `lost in the dispute ${dispute}`, change });
  }
  // The message that it is closed may come first.
  const values = [topUp.id, dispute];
  const { closed } = await row<{ closed: boolean }>(tx.sql, DISPUTE_CLOSED, values);
  if (closed) return;
  const attention = withReason(topUp.attention, `${reason}: ${textOf(money)}`);
  await changeTopUp(tx, topUp, { attention });
}

async function noteForeign(tx: QueueContext, topUp: TopUpRow, money: Money): Promise<void> {
  const reason = `${textOf(money)} were returned, which is another currency than it was paid in`;
  await changeTopUp(tx, topUp, { attention: withReason(topUp.attention, reason) });
}
