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
import { comparable } from './text/names.ts';

export const RESERVATION_STATUSES = ['HELD', 'PAID', 'EXPIRED', 'RELEASED', 'REFUNDED'] as const;
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];

/** The most places of one hold. */
const MAX_HELD = 100;

const unique =
  (message: string) =>
  (values: readonly (string | number)[], check: z.core.$RefinementCtx): void => {
    const seen = new Set<string | number>();
    for (const [index, value] of values.entries()) {
      if (seen.has(value)) check.addIssue({ code: 'custom', path: [index], message, input: value });
      seen.add(value);
    }
  };

const seatIds = z.array(id).max(MAX_HELD).superRefine(unique('names the same seat twice'));
const places = z
  .array(z.int().min(0))
  .max(MAX_HELD)
  .superRefine(unique('names the same seat twice'));
const section = text.max(200);
/** How many places of one standing area. */
const standing = z.object({ section, quantity: z.int().min(1).max(MAX_HELD) });

export const holdInput = z
  .object({
    performanceId: id,
    /** Seats and standing places by id. */
    seatIds: seatIds.optional(),
    /** Seats by place number. */
    places: places.optional(),
    /** Any places of standing areas. */
    general: z
      .array(standing)
      .max(MAX_HELD)
      .superRefine((areas, check) =>
        unique('names the same section twice')(
          areas.map((area) => comparable(area.section)),
          check,
        ),
      )
      .optional(),
    /**
     * A live hold of the user for the same performance, in place of which the seats are held: its seats that
     * are not among them are released, and the new hold ends when it would have. A refusal changes nothing.
     */
    replaces: id.optional(),
    idempotencyKey,
  })
  .superRefine(({ seatIds = [], places = [], general = [] }, check) => {
    const standing = general.reduce((sum, { quantity }) => sum + quantity, 0);
    const wanted = seatIds.length + places.length + standing;
    if (seatIds.length + places.length + general.length === 0) {
      check.addIssue({ code: 'custom', path: ['seatIds'], message: 'must name a place' });
    }
    if (wanted > MAX_HELD) {
      const message = `must be at most ${MAX_HELD} places in all`;
      check.addIssue({ code: 'custom', path: ['seatIds'], message });
    }
  });
export type HoldInput = z.output<typeof holdInput>;

export const holdBestInput = z.object({
  performanceId: id,
  /** How many seats. */
  quantity: z.int().min(1).max(MAX_HELD),
  /** Only seats of these sections. */
  sections: z.array(section).min(1).max(1_000).optional(),
  /** Only seats of these categories. */
  categories: z.array(section).min(1).max(1_000).optional(),
  /** Only seats that cost at most this, in minor units each. */
  maxPrice: money.min(0).optional(),
  /** At least one seat for a wheelchair, the others beside it. */
  accessible: z.boolean().optional(),
  /** Several groups, as few as possible, if the seats are not left side by side. */
  apart: z.boolean().optional(),
  /** As in `hold`. */
  replaces: id.optional(),
  idempotencyKey,
});
export type HoldBestInput = z.output<typeof holdBestInput>;

export const reservationInput = z.object({ reservationId: id });

export const reservationListInput = pageInput.extend({
  /** Returns only reservations with this status. */
  status: z.enum(RESERVATION_STATUSES).optional(),
});
export type ReservationListInput = z.output<typeof reservationListInput>;

/** A seat with its label and price at the time of the hold. */
const heldSeat = z.object({
  id,
  /** The place number: from 0, in the order of the chart. */
  place: z.int(),
  /** Section, row and number, such as `Floor A-12`. */
  label: z.string(),
  section: z.string(),
  /** Empty for a standing place. */
  row: z.string(),
  /** The number in the row; of a standing place the number in its section, from 1. */
  number: z.int(),
  /** Minor units of the reservation's currency. */
  price: money,
});

/** Seats that are or were kept for a user. */
export const reservationView = z.object({
  id,
  performanceId: id,
  concertId: id,
  /** When the performance starts. */
  startsAt: z.date(),
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: z.string(),
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
export const adminReservationView = reservationView.extend({ userId: id });
export const adminReservationPage = pageOf(adminReservationView);
