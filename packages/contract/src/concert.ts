import { z } from 'zod';
import { MAX_PLACES, ORPHAN_RULES, SECTION_KINDS } from './chart/drawing.ts';
import {
  httpsUrl,
  id,
  MAX_PRICE,
  money,
  pageInput,
  pageOf,
  text,
  time,
  timezone,
} from './primitives.ts';
import { drawPromise, queueSettingsInput } from './queue.ts';
import { keyOf, recordOf } from './text/free-json.ts';
import { comparable, name } from './text/names.ts';

export const concertInput = z.object({ concertId: id });
export const concertListInput = pageInput.extend({
  /** Each of these words occurs in title, artist or venue; case is ignored. */
  search: text.normalize('NFC').max(200).optional(),
  /** True: only concerts with a scheduled performance in the future. */
  upcoming: z.boolean().optional(),
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

/** A concert: the event, of which each performance is one date. */
export const concertView = z.object({
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
export type ConcertView = z.output<typeof concertView>;
export const concertPage = pageOf(concertView);

export const PERFORMANCE_STATUSES = ['SCHEDULED', 'CANCELLED'] as const;

/** One date of a concert, bookable or not. */
const performanceOfConcert = z.object({
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
export const concertDetails = concertView.extend({
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

const price = money.min(0).max(MAX_PRICE);

/** A section's name is a key of `prices`. */
const sectionName = keyOf(name);

const sectionInput = z.strictObject({
  /**
   * A name: 1 to 200 characters, of which one is visible. It is trimmed and put into Unicode normal form C.
   * Control characters, bidirectional controls and meaningless invisible characters are refused, and the names
   * `__proto__`, `constructor` and `prototype`, since the name is a key of `prices`.
   */
  name: sectionName,
  rows: z.int().min(1).max(1_000),
  seatsPerRow: z.int().min(1).max(1_000),
  /** Minor units for each seat of the section. */
  price,
});

/** New prices by category, in minor units for each place. */
const prices = recordOf(sectionName, price);

export const createPerformanceInput = z
  .strictObject({
    concertId: id,
    /** In the future. */
    startsAt: time,
    /** The IANA name of the venue's time zone. */
    timezone: timezone.default('UTC'),
    /** `refuse`: a choice must not leave a single place alone. */
    orphanRule: z.enum(ORPHAN_RULES).default('off'),
    /** The chart of the house. Needs `prices`. */
    chartId: id.optional(),
    /** The price of each category of the chart, in minor units for each place. */
    prices: prices.optional(),
    /**
     * Instead of a chart: sections of straight rows, with unique names, of which a chart is drawn. Each section is a
     * category of its own. An empty list: no seats.
     */
    sections: z.array(sectionInput).max(500).optional(),
  })
  .superRefine(({ sections, chartId, prices }, check) => {
    if ((sections === undefined) === (chartId === undefined)) {
      check.addIssue({ code: 'custom', path: ['chartId'], message: 'is needed, or `sections`' });
    }
    if ((chartId === undefined) !== (prices === undefined)) {
      const message = 'belong to a chart: give both or neither';
      check.addIssue({ code: 'custom', path: ['prices'], message });
    }
    if (sections === undefined) return;
    const names = new Set<string>();
    for (const [index, section] of sections.entries()) {
      if (names.has(comparable(section.name))) {
        check.addIssue({
          code: 'custom',
          path: ['sections', index, 'name'],
          message: 'names the same section twice',
        });
      }
      names.add(comparable(section.name));
    }
    const seats = sections.reduce((sum, { rows, seatsPerRow }) => sum + rows * seatsPerRow, 0);
    if (seats > MAX_PLACES) {
      check.addIssue({
        code: 'custom',
        path: ['sections'],
        message: `holds ${seats} seats; at most ${MAX_PLACES} are taken`,
      });
    }
  });
export type CreatePerformanceInput = z.output<typeof createPerformanceInput>;
export const createPerformanceView = z.object({
  performanceId: id,
  chartId: id,
  /** All places of the chart, standing ones too. */
  seatsTotal: z.int(),
});

/** A field that is left out keeps its value. */
export const updatePerformanceInput = z.strictObject({
  performanceId: id,
  /** In the future. */
  startsAt: time.optional(),
  /** The IANA name of the venue's time zone. */
  timezone: timezone.optional(),
  /**
   * New prices by category, in minor units for each place. They apply to later holds: what is held or paid
   * keeps its price.
   */
  prices: prices.optional(),
  /** `refuse`: a choice must not leave a single place alone. */
  orphanRule: z.enum(ORPHAN_RULES).optional(),
});
export type UpdatePerformanceInput = z.output<typeof updatePerformanceInput>;

export const cancelPerformanceInput = z.strictObject({
  performanceId: id,
  reason: text.trim().min(1).max(500),
});
/** What this call did. A repeated call does only what the calls before had left to do. */
export const cancelPerformanceView = z.object({
  /** Payments that were refunded. */
  refunded: z.int(),
  /** Holds that were released. */
  released: z.int(),
  /** Payments whose refund failed; the log says why. Another call tries them again. */
  failed: z.array(id),
});
export type CancelPerformanceView = z.output<typeof cancelPerformanceView>;

/** A performance as operators see it. */
export const adminPerformanceView = performanceOfConcert.extend({
  concertId: id,
  /** Null unless the status is CANCELLED. */
  cancelledAt: z.date().nullable(),
  /** Null unless the status is CANCELLED. */
  cancelReason: z.string().nullable(),
  chartId: id,
  orphanRule: z.enum(ORPHAN_RULES),
  seatsTotal: z.int(),
  /** Seats that can be held. */
  available: z.int(),
  held: z.int(),
  sold: z.int(),
  /** Taken off sale by an operator. */
  blocked: z.int(),
  /** The sections in the order of the chart, with their present prices. */
  sections: z.array(
    z.object({
      name: z.string(),
      category: z.string(),
      kind: z.enum(SECTION_KINDS),
      places: z.int(),
      price: money,
    }),
  ),
});
export type AdminPerformanceView = z.output<typeof adminPerformanceView>;

/** All performances of a concert, the earliest first. */
export const performancesView = z.object({ items: z.array(adminPerformanceView) });
