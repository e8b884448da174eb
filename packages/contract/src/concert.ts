import { z } from 'zod';
import { id, money, pageOf } from './primitives.ts';
import { drawPromise } from './queue.ts';

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
