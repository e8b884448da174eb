import { z } from 'zod';
import {
  id,
  idempotencyKey,
  money,
  operatorFilters,
  pageInput,
  pageOf,
  returnUrl,
  text,
} from './primitives.ts';

export const PAYMENT_STATUSES = ['PAID', 'REFUNDED'] as const;
export const TICKET_STATES = ['VALID', 'REDEEMED', 'VOID'] as const;

export const payInput = z.object({
  reservationId: id,
  /** Charges the amount that the balance lacks, then pays. Default false: INSUFFICIENT_BALANCE. */
  topUp: z.boolean().optional(),
  /** Where the customer returns to if the provider needs the customer for the top-up. */
  returnUrl,
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
  /** The place number: from 0, in the order of the chart. */
  place: z.int(),
  /** Section, row and number of the seat, such as `Floor A-12`. */
  label: z.string(),
  section: z.string(),
  /** Empty for a standing place. */
  row: z.string(),
  /** The number in the row; of a standing place the number in its section, from 1. */
  number: z.int(),
  concertId: id,
  performanceId: id,
  startsAt: z.date(),
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: z.string(),
  /** The signed code that the entrance scans: letters and digits, short enough for a QR code. */
  code: z.string(),
  status: z.enum(TICKET_STATES),
  /** When the ticket was used at the door; null if it was not. */
  redeemedAt: z.date().nullable(),
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
export const adminPaymentView = paymentView.extend({ userId: id });
export const adminPaymentPage = pageOf(adminPaymentView);

export const refundInput = z.strictObject({
  paymentId: id,
  reason: text.trim().max(500).optional(),
  idempotencyKey,
});
export type RefundInput = z.output<typeof refundInput>;

const code = z.string().min(1).max(500);

export const redeemTicketInput = z.strictObject({
  /**
   * As scanned: case, white space and dashes do not count, and it may be typed with another keyboard layout than
   * the scanner's (French, Belgian, Czech, Slovak, Hungarian, Russian, Greek, Korean).
   */
  code,
  /** Refuses tickets of other performances. Left out: takes tickets of any. */
  performanceId: id.optional(),
});
export type RedeemTicketInput = z.output<typeof redeemTicketInput>;

/** A ticket that was redeemed just now. */
export const redeemTicketView = z.object({
  ticketId: id,
  /** Section, row and number of the seat, such as `Floor A-12`. */
  label: z.string(),
  redeemedAt: z.date(),
  performanceId: id,
  concertId: id,
  /** The title of the concert. */
  title: z.string(),
  startsAt: z.date(),
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: z.string(),
  section: z.string(),
  row: z.string(),
  /** The number in the row, from 1. */
  number: z.int(),
});
export type RedeemTicketView = z.output<typeof redeemTicketView>;

export const undoRedeemInput = z.strictObject({ ticketId: id });

export const listTicketsInput = pageInput.extend({
  performanceId: id.optional(),
  status: z.enum(TICKET_STATES).optional(),
  /** The whole label of the seat, such as `Floor A-12`; case is ignored. */
  label: text.normalize('NFC').trim().max(500).optional(),
  /** The ticket with this code. A code that is not valid finds nothing. */
  code: code.optional(),
});
export type ListTicketsInput = z.output<typeof listTicketsInput>;

/** A ticket as operators and doors see it: without its code. */
export const adminTicketView = z.object({
  ticketId: id,
  performanceId: id,
  userId: id,
  section: z.string(),
  row: z.string(),
  /** The number in the row, from 1. */
  number: z.int(),
  /** Section, row and number of the seat, such as `Floor A-12`. */
  label: z.string(),
  status: z.enum(TICKET_STATES),
  /** Null unless it was redeemed. A ticket that was redeemed and refunded is VOID and keeps it. */
  redeemedAt: z.date().nullable(),
});
export type AdminTicketView = z.output<typeof adminTicketView>;
export const adminTicketPage = pageOf(adminTicketView);
