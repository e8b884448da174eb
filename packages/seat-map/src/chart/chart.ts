/*
 * What a seat map is made from. The answers of Frontrow's `concert.chart` and `concert.availability` have this shape;
 * any other source may make its own.
 */

/** x to the right and y down, in units of the chart's own. */
export type ChartPoint = readonly [x: number, y: number];

export interface ChartRow {
  /** Unique in its section. */
  name: string;
  /** The place number of the first seat; the others follow it. */
  firstPlace: number;
  count: number;
  /** Where the first and the last seat are; the others stand evenly between them. */
  start: ChartPoint;
  end: ChartPoint;
  /** How far the middle of an arc is off the straight line; positive: away from the focus. */
  bow: number;
  /** What stands on the seats, in order. */
  numbers: readonly string[];
  /** Place numbers that an aisle follows. */
  aisleAfter: readonly number[];
  accessible: readonly number[];
  companion: readonly number[];
  restrictedView: readonly number[];
}

export interface ChartSection {
  /** Unique in the chart. */
  name: string;
  /** GENERAL: a standing area. */
  kind: 'SEATED' | 'GENERAL';
  category: string;
  /** Minor units of the currency for each place. */
  price: number;
  /** The corners of its shape; null: drawn around its seats. */
  outline: readonly ChartPoint[] | null;
  /** The place number of its first place, and how many places it has. */
  firstPlace: number;
  places: number;
  /** Empty for a standing area. */
  rows: readonly ChartRow[];
}

export interface SeatChart {
  /** ISO 4217 code of the prices. */
  currency: string;
  width: number;
  height: number;
  /** What everybody looks at: the nearest seats are the best. */
  focus: ChartPoint;
  stage: { outline: readonly ChartPoint[]; label: string } | null;
  /** `refuse`: a choice must not leave a single place alone. */
  orphanRule: 'off' | 'refuse';
  sections: readonly ChartSection[];
}

/** A available, H held, S sold, B not for sale, - a standing place. */
export type PlaceLetter = 'A' | 'H' | 'S' | 'B' | '-';

/** Which places can be had: all of them, or what changed since the answer before. */
export interface SeatAvailability {
  /** A letter for each place, in the order of the chart. Left out if only `changed` is told. */
  places?: string | undefined;
  /** Place numbers with their letters. */
  changed?: readonly (readonly [place: number, letter: PlaceLetter])[] | undefined;
  /** How many places each standing area has left. */
  general: readonly { section: string; available: number }[];
  /** The place numbers that the user holds or has paid for. */
  mine: readonly number[];
}
