import { z } from 'zod';
import { keyOf } from '../text/free-json.ts';
import { name } from '../text/names.ts';

/** The most places of a chart. */
export const MAX_PLACES = 100_000;
export const MAX_SECTIONS = 1_000;
/** The most seats of one row. */
const MAX_SEATS_IN_ROW = 1_000;

/** SEATED: seats in rows. GENERAL: a standing area. */
export const SECTION_KINDS = ['SEATED', 'GENERAL'] as const;
/** `refuse`: a choice must not leave a single place alone. */
export const ORPHAN_RULES = ['off', 'refuse'] as const;

const coordinate = z.int().min(0).max(65_535);
/** x to the right and y down, in units of the chart's own. */
const point = z.tuple([coordinate, coordinate]);
/** The corners of a closed shape, in order. */
const outline = z.array(point).min(3).max(1_000);
const seatNumbers = z.array(z.int()).max(MAX_SEATS_IN_ROW).default([]);

/** The category is a key of `prices`. */
export const category = keyOf(name);

const row = z.strictObject({
  /** Unique in its section. */
  name,
  /** How many seats the row has. */
  count: z.int().min(1).max(MAX_SEATS_IN_ROW),
  /** Where the first and the last seat are; the others stand evenly between them. */
  start: point,
  end: point,
  /** How far the middle of an arc is off the straight line; positive: away from the focus. */
  bow: z.int().min(-65_535).max(65_535).default(0),
  /** The number of the first seat. */
  first: z.int().min(0).max(100_000).default(1),
  /** From one number to the next, such as 2 for a row of odd numbers, or -1. */
  step: z
    .int()
    .min(-100)
    .max(100)
    .refine((value) => value !== 0, 'must not be 0')
    .default(1),
  /** Numbers of seats that an aisle follows. */
  aisleAfter: seatNumbers,
  /** Numbers of seats for wheelchairs. */
  accessible: seatNumbers,
  /** Numbers of seats for those who come along with somebody in a wheelchair. */
  companion: seatNumbers,
  /** Numbers of seats with a restricted view. */
  restrictedView: seatNumbers,
});
export type ChartRow = z.output<typeof row>;

const section = z.discriminatedUnion('kind', [
  z.strictObject({
    /** Unique in the chart. */
    name,
    category,
    kind: z.literal('SEATED'),
    outline: outline.optional(),
    rows: z.array(row).min(1).max(1_000),
  }),
  z.strictObject({
    /** Unique in the chart. */
    name,
    category,
    kind: z.literal('GENERAL'),
    outline: outline.optional(),
    /** How many people may stand in it. */
    capacity: z.int().min(1).max(MAX_PLACES),
  }),
]);
export type ChartSection = z.output<typeof section>;

/** A drawing of a house. It never changes once it is made. */
export const drawing = z.strictObject({
  width: coordinate.min(1),
  height: coordinate.min(1),
  /** What everybody looks at: the best seats are the nearest to it. */
  focus: point,
  stage: z.strictObject({ outline, label: name }).optional(),
  sections: z.array(section).max(MAX_SECTIONS),
});
export type Drawing = z.output<typeof drawing>;
