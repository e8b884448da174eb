import { balanceOf, withdraw } from '../../balance/credit.ts';
import { row } from '../../kernel/database/sql.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { takeBackExtension } from '../../reservation/grace.ts';
import { isOpen, withReason } from '../decide.ts';
import { changeTopUp } from '../record-payment.ts';
import type { TopUpRow } from '../top-up.sql.ts';
import { RETURNED, type ReturnedRow } from './returned.sql.ts';

/*
 * Money that goes back to the customer: by a refund of ours, by a refund that somebody made at the provider, or
 * because a dispute was lost. What a message tells is compared with all that is known, and never added up: the
 * provider tells the sum of all refunds, and ours are part of it, so that it does not matter in which order, how
 * often, or by which way it is told. `returned_amount` falls only when the provider refuses a refund of ours.
 */

interface Settling {
  /** For a person, if money is missing. */
  why: string;
  /** What a refund of ours had taken that the provider has refused now. */
  refused?: number;
  /** What else changes. */
  change?: Partial<TopUpRow>;
}

/**
 * Brings a locked top-up to what is known of its money that went back: takes it out of the balance as far as
 * it is there, and asks a person about the rest. Money that a refused refund of ours had taken goes back
 * into the balance.
 */
export async function settleReturned(
  tx: QueueContext,
  topUp: TopUpRow,
  { why, refused = 0, change = {} }: Settling,
): Promise<void> {
  const paid = topUp.paid_amount ?? 0;
  const values = [topUp.id, topUp.paid_currency];
  const { told, lost, done, pending } = await row<ReturnedRow>(tx.sql, RETURNED, values);
  const known = topUp.returned_amount - refused;
  const atMostPaid = (amount: number) => Math.min(paid, amount);
  const returned = Math.max(known, atMostPaid(Math.max(told, done + pending) + lost));
  const back = Math.max(known - pending, atMostPaid(Math.max(told, done) + lost));
  const isBack = paid > 0 && back >= paid;
  const next = { ...topUp, ...change, returned_amount: returned };
  const due = returned - topUp.returned_amount;
  if (topUp.entry_id !== null) {
    const missing = await move(tx, topUp, due);
    const reason = `${why}: ${missing} ${topUp.paid_currency} of it were spent and are missing`;
    if (missing > 0) next.attention = withReason(next.attention, reason);
  } else if (isBack) {
    // It was never in the balance, and nothing of it is left to decide.
    next.attention = null;
    if (isOpen(next)) next.status = 'CANCELLED';
  }
  await changeTopUp(tx, next, { refunded: isBack });
  if (isOpen(topUp) && !isOpen(next)) await takeBackExtension(tx, topUp.id);
}

/** Takes an amount out of the balance, or gives one below 0 back. Returns how much the balance lacks. */
async function move(tx: QueueContext, topUp: TopUpRow, due: number): Promise<number> {
  const { user_id: userId, id: topUpId } = topUp;
  if (due === 0) return 0;
  // The account is locked.
  const amount = Math.min(due, await balanceOf(tx, userId));
  if (amount !== 0) await withdraw(tx, { userId, amount, topUpId });
  return due - amount;
}
