import { z } from 'zod';
import { id, idempotencyKey, money, operatorFilters, pageInput, pageOf } from './primitives.ts';

export const RESERVATION_STATUSES = ['HELD', 'PAID', 'EXPIRED', 'RELEASED', 'REFUNDED'] as const;
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];

const seatIds = z
  .array(id)
  .min(1)
  .max(100)
  .superRefine((ids, check) => {
    const seen = new Set<string>();
    for (const [index, seatId] of ids.entries()) {
      if (seen.has(seatId)) {
        check.addIssue({ code: 'custom', path: [index], message: 'names the same seat twice' });
      }
      seen.add(seatId);
    }
  });

export const holdInput = z.object({
  performanceId: id,
  seatIds,
  /**
   * A live hold of the user for the same performance, in place of which the seats are held: its seats that
   * are not among them are released, and the new hold ends when it would have. A refusal changes nothing.
   */
  replaces: id.optional(),
  idempotencyKey,
});
export type HoldInput = z.output<typeof holdInput>;

export const reservationInput = z.object({ reservationId: id });

export const reservationListInput = pageInput.extend({
  /** Returns only reservations with this status. */
  status: z.enum(RESERVATION_STATUSES).optional(),
});
export type ReservationListInput = z.output<typeof reservationListInput>;

/** A seat with its label and price at the time of the hold. */
const heldSeat = z.object({
  id,
  /** Section, row and number, such as `Floor A-12`. */
  label: z.string(),
  /** Minor units of the reservation's currency. */
  price: money,
});

/** Seats that are or were kept for a user. */
export const reservationView = z.object({
  id,
  performanceId: id,
  concertId: id,
  status: z.enum(RESERVATION_STATUSES),
  seats: z.array(heldSeat),
  /** The sum of the prices, in minor units of `currency`. */
  amount: money,
  /** ISO 4217 code; one per deployment. */
  currency: z.string(),
  heldAt: z.date(),
  /** An unpaid hold has the status EXPIRED from this time on. */
  holdExpiresAt: z.date(),
  /** Null unless the status is PAID or REFUNDED. */
  paymentId: id.nullable(),
});
export type ReservationView = z.output<typeof reservationView>;
export const reservationPage = pageOf(reservationView);

export const listReservationsInput = pageInput.extend({
  ...operatorFilters,
  status: z.enum(RESERVATION_STATUSES).optional(),
});
export type ListReservationsInput = z.output<typeof listReservationsInput>;
const adminReservationView = reservationView.extend({ userId: id });
export const adminReservationPage = pageOf(adminReservationView);
