import { z } from 'zod';
import { httpsUrl, id, money, pageInput, pageOf, text, time } from './primitives.ts';
import { drawPromise, queueSettingsInput } from './queue.ts';
import { name } from './text/names.ts';

export const concertInput = z.object({ concertId: id });
export const concertListInput = pageInput.extend({
  /** Each of these words occurs in title, artist or venue; case is ignored. */
  search: text.normalize('NFC').max(200).optional(),
  /** True: only concerts with a scheduled performance in the future. */
  upcoming: z.boolean().optional(),
  /** True: each concert has `dates`. */
  withDates: z.boolean().optional(),
});
export type ConcertListInput = z.output<typeof concertListInput>;
export const seatsInput = z.object({ performanceId: id });
export const seatMapInput = z.object({
  performanceId: id,
  /**
   * The `version` of an earlier answer. Only the seats changed since are returned, or the whole map if
   * the server does not know this version.
   */
  sinceVersion: z.int().min(0).optional(),
});
export type SeatMapInput = z.output<typeof seatMapInput>;

const concertFields = z.object({
  id,
  title: z.string(),
  artist: z.string(),
  venue: z.string(),
  description: z.string(),
  /** An https URL; null without an image. */
  imageUrl: z.string().nullable(),
  /** The start of the sale window; null if it has no start. */
  salesOpenAt: z.date().nullable(),
  /** The end of the sale window, exclusive; null if it has no end. */
  salesCloseAt: z.date().nullable(),
  /**
   * Whether the time of the answer is in the sale window and some scheduled performance is in the future.
   */
  onSale: z.boolean(),
  /** The next draw while the pre-queue is open, otherwise the last draw that had entrants. */
  draw: drawPromise,
});
export type ConcertFields = z.output<typeof concertFields>;

/** The scheduled performances of a concert that are in the future, or all scheduled ones if none is in the future. */
const datesOfConcert = z.object({
  /** The start of the earliest of these performances. */
  firstStartsAt: z.date(),
  /** The start of the latest of these performances. */
  lastStartsAt: z.date(),
  /** The IANA name of the earliest one's time zone, such as `Asia/Seoul`. */
  timezone: z.string(),
  /** The price of their cheapest section, in minor units of `currency`; null without seats. */
  priceFrom: money.nullable(),
  /** ISO 4217 code; one per deployment. */
  currency: z.string(),
});

/** A concert: the event, of which each performance is one date. */
export const concertView = concertFields.extend({
  /** Only with `withDates`; null if the concert has no scheduled performance. */
  dates: datesOfConcert.nullable().optional(),
});
export type ConcertView = z.output<typeof concertView>;
export const concertPage = pageOf(concertView);

export const PERFORMANCE_STATUSES = ['SCHEDULED', 'CANCELLED'] as const;

/** One date of a concert, bookable or not. */
export const performanceOfConcert = z.object({
  performanceId: id,
  startsAt: z.date(),
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: z.string(),
  status: z.enum(PERFORMANCE_STATUSES),
  /** The price of the cheapest section, in minor units of `currency`; null without seats. */
  priceFrom: money.nullable(),
  /** The price of the dearest section, in minor units of `currency`; null without seats. */
  priceTo: money.nullable(),
  /** ISO 4217 code; one per deployment. */
  currency: z.string(),
});

/** A concert with its dates, and what people want to know before they join its queue. */
export const concertDetails = concertFields.extend({
  /** All performances, past and cancelled ones too, the earliest first. */
  performances: z.array(performanceOfConcert),
  /** The most seats of one performance that a user may have, held and paid together. */
  holdLimit: z.int(),
  /** How long a hold keeps its seats. */
  holdSeconds: z.int(),
  /** How long an admitted user has for the first call. */
  claimSeconds: z.int(),
  /** How long a claimed pass lasts, from the admission. */
  activeSeconds: z.int(),
});
export type ConcertDetails = z.output<typeof concertDetails>;

/** A performance whose seats can be held: it is in the future and the sale window is open. */
const bookableDate = z.object({
  performanceId: id,
  startsAt: z.date(),
  /** The IANA name of the venue's time zone, such as `Asia/Seoul`. */
  timezone: z.string(),
  /** Seats that are neither held nor sold. */
  seatsAvailable: z.int(),
  seatsTotal: z.int(),
  /** The price of the cheapest section, in minor units of `currency`; null without seats. */
  priceFrom: money.nullable(),
  /** ISO 4217 code; one per deployment. */
  currency: z.string(),
});

/** The bookable performances of a concert, the earliest first. */
export const datesView = z.object({ items: z.array(bookableDate) });
export type DatesView = z.output<typeof datesView>;

const seat = z.object({
  id,
  /** The place number: from 0, in the order of the chart. */
  place: z.int(),
  section: z.string(),
  /** Empty for a standing place. */
  row: z.string(),
  /** The number in the row; of a standing place the number in its section, from 1. */
  number: z.int(),
  /** Section, row and number, such as `Floor A-12`; without the row for a standing place. */
  label: z.string(),
  /** Minor units of the deployment's currency. */
  price: money,
});

/** The available seats of a performance. */
export const seatsView = z.object({
  performanceId: id,
  /** The version of the seat map, for `sinceVersion` of `concert.seatMap`. */
  version: z.int(),
  /** The seats that can be held now, by section, row and number. */
  items: z.array(seat),
});
export type SeatsView = z.output<typeof seatsView>;

export const SEAT_STATUSES = ['AVAILABLE', 'HELD', 'SOLD'] as const;

const seatOnMap = seat.extend({
  status: z.enum(SEAT_STATUSES),
  /** Whether the calling user holds the seat or has paid for it. */
  mine: z.boolean(),
});

/** The seats of a performance with their status. */
export const seatMapView = z.object({
  performanceId: id,
  /** Pass it as `sinceVersion` in the next call to get only the changes. */
  version: z.int(),
  /** ISO 4217 code of the prices. */
  currency: z.string(),
  /** True: `seats` has every seat. False: only the seats changed since `sinceVersion`. */
  full: z.boolean(),
  /** By section, row and number. */
  seats: z.array(seatOnMap),
});
export type SeatMapView = z.output<typeof seatMapView>;

const description = text.max(10_000);
const holdLimit = z.int().min(1).max(100);

export const createConcertInput = z.strictObject({
  title: name,
  artist: name,
  venue: name,
  description: description.default(''),
  /** An https URL; null or left out: no image. */
  imageUrl: httpsUrl.nullish(),
  /** The start of the sale window; null or left out: no start. */
  salesOpenAt: time.nullish(),
  /** The end of the sale window, exclusive; null or left out: no end. */
  salesCloseAt: time.nullish(),
  /** The most seats of one performance that a user may have, held and paid together. */
  holdLimit: holdLimit.default(4),
  /** The settings of the concert's queue. */
  queue: queueSettingsInput.optional(),
});
export type CreateConcertInput = z.output<typeof createConcertInput>;

/** A field that is left out keeps its value. */
export const updateConcertInput = z.strictObject({
  concertId: id,
  title: name.optional(),
  artist: name.optional(),
  venue: name.optional(),
  description: description.optional(),
  /** An https URL; null: no image. */
  imageUrl: httpsUrl.nullable().optional(),
  /** The start of the sale window; null: no start. */
  salesOpenAt: time.nullable().optional(),
  /** The end of the sale window, exclusive; null: no end. */
  salesCloseAt: time.nullable().optional(),
  /** The most seats of one performance that a user may have. It applies to later holds. */
  holdLimit: holdLimit.optional(),
});
export type UpdateConcertInput = z.output<typeof updateConcertInput>;
