import { z } from 'zod';
import {
  id,
  idempotencyKey,
  money,
  operatorFilters,
  pageInput,
  pageOf,
  text,
} from './primitives.ts';

export const PAYMENT_STATUSES = ['PAID', 'REFUNDED'] as const;
export const TICKET_STATES = ['VALID', 'REDEEMED', 'VOID'] as const;

export const payInput = z.object({
  reservationId: id,
  /** Charge what the balance lacks first, then pay. */
  topUp: z.boolean().optional(),
  idempotencyKey,
});
export type PayInput = z.output<typeof payInput>;

export const paymentInput = z.object({ paymentId: id });

export const paymentView = z.object({
  id,
  reservationId: id,
  /** Minor units of `currency`. */
  amount: money,
  currency: z.string(),
  balanceAfter: money,
  status: z.enum(PAYMENT_STATUSES),
  paidAt: z.date(),
  refundedAt: z.date().nullable(),
});
export type PaymentView = z.output<typeof paymentView>;
export const paymentPage = pageOf(paymentView);

const seatTicket = z.object({
  ticketId: id,
  seatId: id,
  label: z.string(),
  performanceId: id,
  /** Signed, in letters and digits that fit a QR code. */
  code: z.string(),
  status: z.enum(TICKET_STATES),
});

export const ticketsView = z.object({ items: z.array(seatTicket) });
export type TicketsView = z.output<typeof ticketsView>;

export const listPaymentsInput = pageInput.extend({
  ...operatorFilters,
  reservationId: id.optional(),
  status: z.enum(PAYMENT_STATUSES).optional(),
});
export type ListPaymentsInput = z.output<typeof listPaymentsInput>;
const adminPaymentView = paymentView.extend({ userId: id });
export const adminPaymentPage = pageOf(adminPaymentView);

export const refundInput = z.object({
  paymentId: id,
  reason: text.trim().max(500).optional(),
  idempotencyKey,
});
export type RefundInput = z.output<typeof refundInput>;

export const redeemTicketInput = z.object({ code: z.string().min(1).max(500) });
export const redeemTicketView = z.object({
  ticketId: id,
  label: z.string(),
  redeemedAt: z.date(),
});
