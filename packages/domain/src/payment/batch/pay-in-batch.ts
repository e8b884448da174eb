import type { PaymentView } from '@frontrow/contract/payment';
import { noteChange } from '../../seating/seating-context.ts';
import { refuseShort } from '../missing-money.ts';
import { refuseUnpayable } from '../payable.ts';
import type { PaymentContext, PaymentItem } from './payment-batches.ts';

/*
 * Group commit for payments. A batch is a short way for what is in order, for refusals that one snapshot shows, and for a
 * balance that is too low once it is locked; all else it leaves to the statement of one payment (pay.ts), which waits for locks and words each refusal:
 * - an item of which a row or the key is locked by another transaction;
 * - one with a stored answer; without a good pass; without an account;
 * - one for which something changed between the snapshot and the locks.
 */

/**
 * Pays in a batch with other calls of this process. Returns null if nothing was done, and the payment has to run alone.
 *
 * @throws the refusals of `pay` from RESERVATION_NOT_FOUND to INSUFFICIENT_BALANCE, TOPUP_UNAVAILABLE or INVALID_AMOUNT
 */
export async function payInBatch(
  ctx: PaymentContext,
  item: PaymentItem,
): Promise<PaymentView | null> {
  const { caller, claims } = item.payer;
  const found = await ctx.payments.add(ctx, claims.concertId, item);
  if (!found) return null;
  const { facts, answer } = found;
  if (answer) {
    noteChange(ctx, facts.performance_id ?? undefined);
    return answer;
  }
  if (facts.stored || !facts.pass_seen) return null;
  const { status, amount, balance } = facts;
  // No row of it had to be locked: all of it was true at one time.
  refuseUnpayable(status === null ? null : { ...facts, status }, claims);
  if (amount === null || balance === null) return null;
  // A charge that was under way has ended before the account was locked.
  refuseShort(ctx, caller, { topUp: item.topUp, amount, balance });
  return null;
}
