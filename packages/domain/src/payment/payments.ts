import type { ListPaymentsInput, PaymentView } from '@frontrow/contract/payment';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { DomainError } from '../kernel/errors.ts';
import { GET_PAYMENT, LIST_PAYMENTS, type PaymentRow } from './payment.sql.ts';

/** @throws PAYMENT_NOT_FOUND, also for a payment of another user */
export async function getPayment(
  ctx: DomainContext,
  caller: Caller,
  paymentId: string,
): Promise<PaymentView> {
  return paymentView(ctx, await ownPayment(ctx, caller, paymentId));
}

/** The caller's payments, newest first. */
export async function listPayments(
  ctx: DomainContext,
  caller: Caller,
  { cursor, limit }: PageInput,
): Promise<Page<PaymentView>> {
  const filters = [caller.userId, null, null, null, null];
  const values = [...filters, uuidCursor(cursor), limit + 1];
  const rows = await ctx.sql.rows<PaymentRow>(LIST_PAYMENTS, values);
  return pageFrom(rows, limit, {
    item: (payment) => paymentView(ctx, payment),
    cursor: ({ id }) => id,
  });
}

/** A payment of the caller. @throws PAYMENT_NOT_FOUND, also for a payment of another user */
export async function ownPayment(
  ctx: DomainContext,
  caller: Caller,
  paymentId: string,
): Promise<PaymentRow> {
  const payment = await findPayment(ctx, paymentId);
  if (payment.user_id !== caller.userId) throw new DomainError('PAYMENT_NOT_FOUND');
  return payment;
}

/** A payment of any user. @throws PAYMENT_NOT_FOUND */
export async function findPayment(ctx: DomainContext, paymentId: string): Promise<PaymentRow> {
  const [payment] = await ctx.sql.rows<PaymentRow>(GET_PAYMENT, [paymentId]);
  if (!payment) throw new DomainError('PAYMENT_NOT_FOUND');
  return payment;
}

export const paymentView = ({ settings }: DomainContext, payment: PaymentRow): PaymentView => ({
  id: payment.id,
  reservationId: payment.reservation_id,
  amount: payment.amount,
  currency: settings.currency,
  balanceAfter: payment.balance_after,
  status: payment.status,
  paidAt: payment.paid_at,
  refundedAt: payment.refunded_at,
});

/** A payment that has just been made. */
export const paidView = (
  { settings }: DomainContext,
  made: Pick<PaymentView, 'id' | 'reservationId' | 'amount' | 'balanceAfter' | 'paidAt'>,
): PaymentView => {
  const { id, reservationId, amount, balanceAfter, paidAt } = made;
  const payment = { id, reservationId, amount, currency: settings.currency, balanceAfter, paidAt };
  return { ...payment, status: 'PAID', refundedAt: null };
};

/** The payments of all users that match all given filters, newest first. */
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
