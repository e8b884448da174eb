import { balanceOf, requireBalanceHeadroom } from '../balance/credit.ts';
import { LEASE, onSameKey, type TopUpRow } from '../balance/top-up.sql.ts';
import { finishTopUp } from '../balance/top-up.ts';
import { DomainError } from '../kernel/errors.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { QueueCaller } from '../queue/token/queue-caller.ts';
import { requirePayable } from './payable.ts';

/**
 * Records a charge of the amount that the balance lacks. It locks the hold and the account first and so
 * sees the credits and payments of other calls: parallel calls charge the shortfall once. No row: the
 * balance is enough, the hold has ended, or another call has the lease. $1 id, $2 user, $3 amount to pay,
 * $4 reservation, $5 now.
 */
const BEGIN_SHORTFALL = {
  name: 'shortfall-begin',
  text: `
    with t as materialized (select coalesce($5::timestamptz, clock_timestamp()) as now),
    hold as materialized (
      select r.id from reservation r, t
      where r.id = $4 and r.user_id = $2 and r.status = 'HELD' and r.hold_expires_at > t.now
      for share of r
    ),
    locked_account as materialized (
      select a.balance from account a, hold where a.user_id = $2 for update of a
    )
    insert into top_up as u (id, user_id, amount, procedure, idempotency_key, lease_until, created_at)
    select $1, $2, $3::bigint - locked_account.balance, 'payment.pay', hold.id::text, ${LEASE}, t.now
    from hold, locked_account, t where locked_account.balance < $3::bigint
    ${onSameKey("'DECLINED', 'FAILED', 'CREDITED'")}`,
};

/** A charge for the reservation on which another call has the lease. $1 user, $2 reservation, $3 now. */
const SHORTFALL_IN_PROGRESS = {
  name: 'shortfall-in-progress',
  text: `
    select id from top_up
    where user_id = $1 and procedure = 'payment.pay' and idempotency_key = $2
      and status in ('PENDING', 'CONFIRMING')
      and lease_until > coalesce($3::timestamptz, clock_timestamp())`,
};

/**
 * Charges through the provider the amount that the balance lacks for a payment. Parallel calls charge it
 * once.
 *
 * @throws TOPUP_DECLINED, IDEMPOTENCY_IN_PROGRESS, INVALID_AMOUNT above the highest balance,
 * SERVICE_UNAVAILABLE if the provider does not answer, and the errors of `requirePayable`
 */
export async function chargeShortfall(
  ctx: QueueContext,
  payer: QueueCaller,
  { amount, reservationId }: { amount: number; reservationId: string },
): Promise<void> {
  const { userId } = payer.caller;
  for (;;) {
    const shortfall = amount - (await balanceOf(ctx, userId));
    if (shortfall <= 0) return;
    await requireBalanceHeadroom(ctx, userId, shortfall);
    const values = [ctx.newId(), userId, amount, reservationId, ctx.now()];
    const [topUp] = await ctx.sql.rows<TopUpRow>(BEGIN_SHORTFALL, values);
    if (topUp) {
      await finishTopUp(ctx, topUp);
      continue;
    }
    await requirePayable(ctx, payer, reservationId);
    const charge = [userId, reservationId, ctx.now()];
    const [other] = await ctx.sql.rows(SHORTFALL_IN_PROGRESS, charge);
    if (other) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
  }
}
