import type { PaymentView, RefundInput } from '@frontrow/contract/payment';
import type { Caller } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError } from '../kernel/errors.ts';
import { withIdempotencyKey } from '../kernel/idempotency/idempotency.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { noteChange, type SeatingContext } from '../seating/seating-context.ts';
import type { PaymentRow } from './payment.sql.ts';
import { findPayment, paymentView } from './payments.ts';

/**
 * Returns the money, frees the seats and voids the tickets, in one statement. Locks rows in the order of
 * PAY. $1 payment, $2 ledger entry id, $3 reason or null, $4 now. No row: the payment does not exist or is
 * refunded.
 */
const REFUND = {
  name: 'refund',
  text: `
    -- 1. Lock the paid reservation and its payment.
    with due as materialized (
      select r.id, r.performance_id, payment.id as payment_id, payment.user_id, payment.amount
      from payment join reservation r on r.id = payment.reservation_id
      where payment.id = $1 and payment.status = 'PAID' and r.status = 'PAID'
      for update of r, payment
    ),
    -- 2. Lock the seats.
    seats as materialized (
      select s.id, s.place from seat s, due
      where s.reservation_id = due.id
        and s.id in (select seat_id from reservation_seat where reservation_id = due.id)
      order by s.id
      for update of s
    ),
    -- 3. Credit the account, once the seats are locked.
    credited as (
      update account a set balance = a.balance + due.amount
      from due where a.user_id = due.user_id and (select count(*) from seats) >= 0
      returning a.balance
    ),
    -- 4. Read the clock, now that everything is locked.
    t as materialized (
      select balance, coalesce($4::timestamptz, clock_timestamp()) as now from credited
    ),
    -- 5. The payment, its ledger entry and the reservation.
    refunded as (
      update payment set status = 'REFUNDED', refunded_at = t.now, refund_reason = $3
      from due, t where payment.id = due.payment_id
      returning payment.id, payment.reservation_id, payment.user_id, payment.amount, payment.balance_after,
        payment.status, payment.paid_at, payment.refunded_at
    ),
    entered as (
      insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
      select $2::uuid, due.user_id, 'REFUND', due.amount, t.balance, due.payment_id, t.now
      from due, t
    ),
    ended as (
      update reservation r set status = 'REFUNDED', ended_at = t.now
      from due, t where r.id = due.id
    ),
    -- 6. The seats lose their owner, the tickets are void.
    disowned as (
      update reservation_seat set paid = false from due where reservation_seat.reservation_id = due.id
    ),
    freed as (
      update seat s set reservation_id = null, holder_id = null, sold = false
      from seats where s.id = seats.id
    ),
    noted as (
      insert into seat_change (performance_id, places)
      select due.performance_id, array(select place from seats) from due, t
    ),
    voided as (
      update ticket k set status = 'VOID' from due where k.payment_id = due.payment_id
    )
    select * from refunded`,
};

/**
 * Refunds a payment on behalf of an operator: see refundPayment.
 *
 * @throws PAYMENT_NOT_FOUND, ALREADY_REFUNDED
 */
export async function refund(
  ctx: SeatingContext,
  operator: Caller,
  { idempotencyKey, ...input }: RefundInput,
): Promise<PaymentView> {
  const { userId } = operator;
  const { paymentId, reason } = input;
  const call = { userId, procedure: 'admin.refund', key: idempotencyKey, input };
  return inTransaction(ctx, (outer) =>
    withIdempotencyKey(outer, call, async (tx) => {
      const payment = await refundPayment(tx, paymentId, reason ?? null);
      const details = reason ? { reason } : {};
      await recordAction(tx, operator, { action: 'refund', targetId: paymentId, details });
      return payment;
    }),
  );
}

/**
 * Returns the money of a payment to the balance, frees its seats and voids its tickets.
 *
 * @throws PAYMENT_NOT_FOUND, ALREADY_REFUNDED
 */
export async function refundPayment(
  ctx: SeatingContext,
  paymentId: string,
  reason: string | null,
): Promise<PaymentView> {
  const values = [paymentId, ctx.newId(), reason, ctx.now()];
  noteChange(ctx);
  const [refunded] = await ctx.sql.rows<PaymentRow>(REFUND, values);
  if (refunded) return paymentView(ctx, refunded);
  const { status } = await findPayment(ctx, paymentId);
  if (status === 'REFUNDED') throw new DomainError('ALREADY_REFUNDED', { paymentId });
  throw new Error(
    `payment ${paymentId} is PAID, but its reservation or its account does not agree`,
  );
}
