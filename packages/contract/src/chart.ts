import { z } from 'zod';
import { drawing, MAX_PLACES, MAX_SECTIONS, ORPHAN_RULES, SECTION_KINDS } from './chart/drawing.ts';
import { id, money, pageInput, pageOf } from './primitives.ts';
import { name } from './text/names.ts';

export const chartInput = z.object({ performanceId: id });

/** x to the right and y down, in units of the chart's own. */
const point = z.tuple([z.number(), z.number()]);
const placeNumbers = z.array(z.int());

/** A row with the place numbers of its seats. Contract's chart/geometry.ts says where they stand. */
const rowOfChart = z.object({
  name: z.string(),
  /** The place number of the first seat. The others follow it. */
  firstPlace: z.int(),
  count: z.int(),
  start: point,
  end: point,
  /** How far the middle of the arc is off the straight line; positive: away from the focus. */
  bow: z.number(),
  /** What stands on the seats, in order. */
  numbers: z.array(z.string()),
  /** Place numbers that an aisle follows. */
  aisleAfter: placeNumbers,
  accessible: placeNumbers,
  companion: placeNumbers,
  restrictedView: placeNumbers,
});

/** The drawing of a performance's house, with its prices. It is the same for everybody. */
export const chartView = z.object({
  performanceId: id,
  chartId: id,
  /** ISO 4217 code of the prices. */
  currency: z.string(),
  width: z.int(),
  height: z.int(),
  /** What everybody looks at. */
  focus: point,
  stage: z.object({ outline: z.array(point), label: z.string() }).nullable(),
  /** `refuse`: a choice must not leave a single place alone. */
  orphanRule: z.enum(ORPHAN_RULES),
  sections: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(SECTION_KINDS),
      category: z.string(),
      /** Minor units for each place. */
      price: money,
      outline: z.array(point).nullable(),
      /** The place number of its first place, and how many it has. A standing place has a number too. */
      firstPlace: z.int(),
      places: z.int(),
      /** Empty for a standing area. */
      rows: z.array(rowOfChart),
    }),
  ),
});
export type ChartView = z.output<typeof chartView>;

export const availabilityInput = z.object({
  performanceId: id,
  /** The `version` of an earlier answer of the same server. Only what changed since is returned. */
  sinceVersion: z.int().min(0).optional(),
});
export type AvailabilityInput = z.output<typeof availabilityInput>;

/** The letters: A available, H held, S sold, B not for sale, - a standing place. */
const letter = z.enum(['A', 'H', 'S', 'B', '-']);

/** Which places are available, in the order of the chart. */
export const availabilityView = z.object({
  performanceId: id,
  /** Pass it as `sinceVersion` to get only the changes. */
  version: z.int(),
  /** True: `places` has every place. False: `changed` has what changed since `sinceVersion`. */
  full: z.boolean(),
  /** A letter for each place: A available, H held, S sold, B not for sale, - a standing place. */
  places: z.string().optional(),
  /** Place numbers with their letters. */
  changed: z.array(z.tuple([z.int(), letter])).optional(),
  /** How many places each standing area has left. */
  general: z.array(z.object({ section: z.string(), available: z.int() })),
  /** The place numbers that the calling user holds or has paid for. */
  mine: z.array(z.int()),
});
export type AvailabilityView = z.output<typeof availabilityView>;

export const createChartInput = z.strictObject({
  name,
  chart: drawing.refine(({ sections }) => sections.length > 0, {
    path: ['sections'],
    message: 'must have a section',
  }),
});
export type CreateChartInput = z.output<typeof createChartInput>;
export const createChartView = z.object({ chartId: id, places: z.int() });

export const getChartInput = z.object({ chartId: id });
const chartInList = z.object({
  chartId: id,
  name: z.string(),
  places: z.int(),
  createdAt: z.date(),
});
export const listChartsInput = pageInput;
/** The charts that operators made, the oldest first. */
export const chartPage = pageOf(chartInList);
export const adminChartView = chartInList.extend({ chart: drawing });
export type AdminChartView = z.output<typeof adminChartView>;

const sectionName = z.string().min(1).max(200);

export const blockPlacesInput = z
  .strictObject({
    performanceId: id,
    /** Place numbers of seats. */
    places: z.array(z.int().min(0)).max(MAX_PLACES).optional(),
    /** All places of a section. */
    section: sectionName.optional(),
    /** So many places of standing areas. */
    general: z
      .array(z.strictObject({ section: sectionName, quantity: z.int().min(1).max(MAX_PLACES) }))
      .max(MAX_SECTIONS)
      .optional(),
  })
  .refine(
    ({ places = [], section, general = [] }) =>
      places.length > 0 || section !== undefined || general.length > 0,
    { path: ['places'], message: 'must name a place, or `section` or `general`' },
  );
export type BlockPlacesInput = z.output<typeof blockPlacesInput>;

export const blockPlacesView = z.object({
  /** Places that were taken off sale, or put back. */
  changed: z.int(),
  /** Places that were held or sold, or so already, and stayed as they were. */
  skipped: z.int(),
});
export type BlockPlacesView = z.output<typeof blockPlacesView>;
