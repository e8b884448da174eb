import type {
  ListPaymentsInput,
  ListReservationsInput,
  RefundInput,
} from '@frontrow/contract/admin';
import type { PaymentView } from '@frontrow/contract/payment';
import type { Page } from '@frontrow/contract/primitives';
import type { ReservationView } from '@frontrow/contract/reservation';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { once } from '../kernel/idempotency.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { paymentView } from '../payment/payment.service.ts';
import { LIST_PAYMENTS, type PaymentRow } from '../payment/payment.sql.ts';
import { refundPayment } from '../payment/refund.ts';
import { redeem } from '../payment/ticket.ts';
import { reservationView } from '../reservation/reservation.service.ts';
import { LIST_RESERVATIONS, type ReservationRow } from '../reservation/reservation.sql.ts';
import { recordAction } from './actions.ts';

/** Everybody's reservations that the filters let through, newest first. */
export async function listAllReservations(
  ctx: DomainContext,
  { cursor, limit, userId, concertId, performanceId, status }: ListReservationsInput,
): Promise<Page<ReservationView & { userId: string }>> {
  const filters = [userId ?? null, concertId ?? null, performanceId ?? null, status ?? null];
  const values = [...filters, uuidCursor(cursor), limit + 1, ctx.now];
  const rows = await ctx.sql.rows<ReservationRow>(LIST_RESERVATIONS, values);
  return pageFrom(rows, limit, {
    item: (reservation) => ({ ...reservationView(ctx, reservation), userId: reservation.user_id }),
    cursor: ({ id }) => id,
  });
}

/** Everybody's payments that the filters let through, newest first. */
export async function listAllPayments(
  ctx: DomainContext,
  { cursor, limit, ...filter }: ListPaymentsInput,
): Promise<Page<PaymentView & { userId: string }>> {
  const { userId, concertId, performanceId, reservationId, status } = filter;
  const filters = [userId, concertId, performanceId, reservationId, status];
  const values = [...filters.map((value) => value ?? null), uuidCursor(cursor), limit + 1];
  const rows = await ctx.sql.rows<PaymentRow>(LIST_PAYMENTS, values);
  return pageFrom(rows, limit, {
    item: (payment) => ({ ...paymentView(ctx, payment), userId: payment.user_id }),
    cursor: ({ id }) => id,
  });
}

/**
 * Gives the money back, frees the seats and voids the tickets.
 *
 * @throws PAYMENT_NOT_FOUND, ALREADY_REFUNDED
 */
export async function refund(
  ctx: DomainContext,
  operator: Caller,
  { idempotencyKey, ...input }: RefundInput,
): Promise<PaymentView> {
  const { userId } = operator;
  const { paymentId, reason } = input;
  const call = { userId, procedure: 'admin.refund', key: idempotencyKey, input };
  return inTransaction(ctx, (outer) =>
    once(outer, call, async (tx) => {
      const payment = await refundPayment(tx, paymentId, reason ?? null);
      const details = reason ? { reason } : {};
      await recordAction(tx, operator, { action: 'refund', targetId: paymentId, details });
      return payment;
    }),
  );
}

/** Lets one person in with a ticket, once. @throws TICKET_NOT_FOUND, and what the ticket deserves */
export async function redeemTicket(
  ctx: DomainContext,
  operator: Caller,
  { code }: { code: string },
): Promise<{ ticketId: string; label: string; redeemedAt: Date }> {
  return inTransaction(ctx, async (tx) => {
    const redeemed = await redeem(tx, code);
    const { ticketId, label } = redeemed;
    const action = { action: 'redeemTicket' as const, targetId: ticketId, details: { label } };
    await recordAction(tx, operator, action);
    return redeemed;
  });
}
