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
  /** Charges the amount that the balance lacks, then pays. Default false: INSUFFICIENT_BALANCE. */
  topUp: z.boolean().optional(),
  idempotencyKey,
});
export type PayInput = z.output<typeof payInput>;

export const paymentInput = z.object({ paymentId: id });

/** The payment for a reservation. */
export const paymentView = z.object({
  id,
  reservationId: id,
  /** Minor units of `currency`. */
  amount: money,
  /** ISO 4217 code; one per deployment. */
  currency: z.string(),
  /** The balance after the payment, in minor units. A refund does not change this field. */
  balanceAfter: money,
  status: z.enum(PAYMENT_STATUSES),
  paidAt: z.date(),
  /** Null unless the status is REFUNDED. */
  refundedAt: z.date().nullable(),
});
export type PaymentView = z.output<typeof paymentView>;
export const paymentPage = pageOf(paymentView);

/** The right to enter with one paid seat. */
const seatTicket = z.object({
  ticketId: id,
  seatId: id,
  /** Section, row and number of the seat, such as `Floor A-12`. */
  label: z.string(),
  performanceId: id,
  /** The signed code that the entrance scans; short enough for a QR code. */
  code: z.string(),
  status: z.enum(TICKET_STATES),
});

/** The tickets of one payment, one for each seat. */
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
