import { invalidAmount } from '../balance/amount.ts';
import { lockAccount } from '../balance/credit.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { hashOfInput } from '../kernel/idempotency/idempotency.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { runTopUp, writeAttempt } from '../top-up/begin.ts';
import { refusalOf } from '../top-up/charge.ts';
import { returnUrlOf } from '../top-up/return-url.ts';

/** No row: the hold has ended, or is not the user's. $1 reservation, $2 user, $3 now. */
const LOCK_HOLD = {
  name: 'shortfall-lock-hold',
  text: `
    select r.amount from reservation r
    where r.id = $1 and r.user_id = $2 and r.status = 'HELD'
      and r.hold_expires_at > coalesce($3::timestamptz, clock_timestamp())
    for update of r`,
};

/**
 * Charges through the provider what the balance lacks for the payment of a hold. It computes that behind the
 * locks of the hold and the account, and a reservation has at most one open top-up, so that parallel calls
 * charge it once. Returns once it is credited, or if nothing is lacking any more.
 *
 * @throws TOPUP_ACTION_REQUIRED, TOPUP_DECLINED, IDEMPOTENCY_IN_PROGRESS, VALIDATION_FAILED for the return URL,
 * INVALID_AMOUNT above the largest charge or the highest balance, SERVICE_UNAVAILABLE
 */
export async function chargeShortfall(
  ctx: QueueContext,
  userId: string,
  { reservationId, returnUrl }: { reservationId: string; returnUrl?: string | undefined },
): Promise<void> {
  const to = returnUrlOf(ctx.settings, returnUrl);
  const topUpId = await inTransaction(ctx, async (tx) => {
    const values = [reservationId, userId, tx.now()];
    const [hold] = await tx.sql.rows<{ amount: number }>(LOCK_HOLD, values);
    if (!hold) return null;
    const balance = await lockAccount(tx, userId);
    if (balance >= hold.amount) return null;
    return writeAttempt(
      tx,
      {
        ...{ userId, reservationId, procedure: 'payment.pay', key: undefined },
        amount: chargeOf(tx, hold.amount - balance),
        inputHash: hashOfInput({ reservationId }),
        returnUrl: to,
      },
      balance,
    );
  });
  if (topUpId === null) return;
  const topUp = await runTopUp(ctx, topUpId);
  if (topUp.status !== 'CREDITED') throw refusalOf(topUp);
}

/** A shortfall that the provider would not take is raised to what it takes. @throws INVALID_AMOUNT */
function chargeOf({ settings }: QueueContext, shortfall: number): number {
  const amount = Math.max(shortfall, settings.minCharge);
  if (amount > settings.maxCharge) {
    throw invalidAmount(`a top-up must be at most ${settings.maxCharge}`);
  }
  return amount;
}
