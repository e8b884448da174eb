import { z } from 'zod';
import { MAX_PLACES, ORPHAN_RULES, SECTION_KINDS } from '../chart/drawing.ts';
import { performanceOfConcert } from '../concert.ts';
import { id, MAX_PRICE, money, text, time } from '../primitives.ts';
import { keyOf, recordOf } from '../text/free-json.ts';
import { lookOf, name } from '../text/names.ts';
import { timezone } from '../time/timezones.ts';

/* What operators send and see of performances. */

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
    /** The IANA name of the venue's time zone, in its spelling. A link is converted to its zone. */
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
      if (names.has(lookOf(section.name))) {
        check.addIssue({
          code: 'custom',
          path: ['sections', index, 'name'],
          message: 'names the same section twice',
        });
      }
      names.add(lookOf(section.name));
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
  /** The IANA name of the venue's time zone, in its spelling. A link is converted to its zone. */
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
