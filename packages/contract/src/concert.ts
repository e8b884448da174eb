import { z } from 'zod';
import { id, MAX_PRICE, money, name, pageOf, text, time, timezone } from './primitives.ts';
import { drawPromise, queueSettingsInput } from './queue.ts';

export const concertInput = z.object({ concertId: id });
export const seatsInput = z.object({ performanceId: id });
export const seatMapInput = z.object({
  performanceId: id,
  /** The `version` of the map that the caller holds; unknown ones are answered with the whole map. */
  sinceVersion: z.int().min(0).optional(),
});
export type SeatMapInput = z.output<typeof seatMapInput>;

export const concertView = z.object({
  id,
  title: z.string(),
  artist: z.string(),
  venue: z.string(),
  description: z.string(),
  salesOpenAt: z.date().nullable(),
  salesCloseAt: z.date().nullable(),
  onSale: z.boolean(),
  /** Of the draw among those who join before the opening. */
  draw: drawPromise,
});
export type ConcertView = z.output<typeof concertView>;
export const concertPage = pageOf(concertView);

const bookableDate = z.object({
  performanceId: id,
  startsAt: z.date(),
  /** An IANA name. */
  timezone: z.string(),
  seatsAvailable: z.int(),
  seatsTotal: z.int(),
  /** Of the cheapest seat, in minor units of `currency`. */
  priceFrom: money,
  currency: z.string(),
});

export const datesView = z.object({ items: z.array(bookableDate) });
export type DatesView = z.output<typeof datesView>;

const seat = z.object({
  id,
  section: z.string(),
  row: z.string(),
  number: z.int(),
  label: z.string(),
  /** Minor units of the deployment's currency. */
  price: money,
});

export const seatsView = z.object({
  performanceId: id,
  version: z.int(),
  /** Those that are free. */
  items: z.array(seat),
});
export type SeatsView = z.output<typeof seatsView>;

export const SEAT_STATUSES = ['AVAILABLE', 'HELD', 'SOLD'] as const;

const seatOnMap = seat.extend({
  status: z.enum(SEAT_STATUSES),
  /** Held or bought by the user who asks. */
  mine: z.boolean(),
});

export const seatMapView = z.object({
  performanceId: id,
  /** For `sinceVersion` of the next call. */
  version: z.int(),
  currency: z.string(),
  /** False: only the seats that changed since `sinceVersion`. */
  full: z.boolean(),
  seats: z.array(seatOnMap),
});
export type SeatMapView = z.output<typeof seatMapView>;

/** More seats than any stadium has; bounds what one call writes. */
export const MAX_SEATS_PER_PERFORMANCE = 200_000;

export const createConcertInput = z
  .object({
    title: name,
    artist: name,
    venue: name,
    description: text.max(10_000).default(''),
    salesOpenAt: time.nullish(),
    salesCloseAt: time.nullish(),
    /** The most seats that one user may hold and have paid of one performance. */
    holdLimit: z.int().min(1).max(100).default(4),
    queue: queueSettingsInput.optional(),
  })
  .refine(
    (concert) =>
      !concert.salesOpenAt || !concert.salesCloseAt || concert.salesOpenAt < concert.salesCloseAt,
    { path: ['salesCloseAt'], message: 'must be after salesOpenAt' },
  );
export type CreateConcertInput = z.output<typeof createConcertInput>;

const sectionInput = z.object({
  name,
  rows: z.int().min(1).max(1_000),
  seatsPerRow: z.int().min(1).max(1_000),
  price: money.min(0).max(MAX_PRICE),
});

export const createPerformanceInput = z
  .object({
    concertId: id,
    startsAt: time,
    timezone: timezone.default('UTC'),
    /** An empty list makes a performance without seats. */
    sections: z.array(sectionInput).max(500),
  })
  .superRefine(({ sections }, check) => {
    const names = new Set<string>();
    for (const [index, section] of sections.entries()) {
      if (names.has(section.name)) {
        check.addIssue({
          code: 'custom',
          path: ['sections', index, 'name'],
          message: 'names the same section twice',
        });
      }
      names.add(section.name);
    }
    const seats = sections.reduce((sum, { rows, seatsPerRow }) => sum + rows * seatsPerRow, 0);
    if (seats > MAX_SEATS_PER_PERFORMANCE) {
      check.addIssue({
        code: 'custom',
        path: ['sections'],
        message: `holds ${seats} seats; at most ${MAX_SEATS_PER_PERFORMANCE} are taken`,
      });
    }
  });
export type CreatePerformanceInput = z.output<typeof createPerformanceInput>;
export const createPerformanceView = z.object({ performanceId: id, seatsTotal: z.int() });

export const cancelPerformanceInput = z.object({
  performanceId: id,
  reason: text.trim().min(1).max(500),
});
export const cancelPerformanceView = z.object({ refunded: z.int(), released: z.int() });

export const adminConcertView = concertView.extend({ holdLimit: z.int() });
export type AdminConcertView = z.output<typeof adminConcertView>;
