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

export const holdInput = z.object({ performanceId: id, seatIds, idempotencyKey });
export type HoldInput = z.output<typeof holdInput>;

export const reservationInput = z.object({ reservationId: id });

export const reservationListInput = pageInput.extend({
  status: z.enum(RESERVATION_STATUSES).optional(),
});
export type ReservationListInput = z.output<typeof reservationListInput>;

const heldSeat = z.object({
  id,
  label: z.string(),
  /** Minor units of the reservation's currency. */
  price: money,
});

export const reservationView = z.object({
  id,
  performanceId: id,
  concertId: id,
  status: z.enum(RESERVATION_STATUSES),
  seats: z.array(heldSeat),
  /** Minor units of `currency`. */
  amount: money,
  currency: z.string(),
  heldAt: z.date(),
  /** A hold reads EXPIRED from that instant. */
  holdExpiresAt: z.date(),
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
