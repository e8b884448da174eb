import type { Point } from '@frontrow/contract/chart/geometry';

/*
 * What the editor edits: a chart whose sections are parameters and marks instead of finished rows. `compile.ts` makes
 * the chart of it that the server takes, `import/` reads such a chart back. A document never changes; operations
 * return another one.
 */

/** `AROUND`: drawn around the rows, whatever they are. Null: none. Else its corners. */
export type Outline = readonly Point[] | 'AROUND' | null;

export interface Numbering {
  /** A, B, C or 1, 2, 3. */
  rowNames: 'LETTERS' | 'NUMBERS';
  /** The index of the first name: 0 is A or 1. */
  firstRow: number;
  /** True: the row at the back has the first name. */
  isFromBack: boolean;
  firstSeat: number;
  /** From one seat number to the next: 2 for odd or even numbers. */
  step: number;
  /** True: the numbers begin at the right, seen from behind the last row. */
  isFromRight: boolean;
}

export const MARKS = ['accessible', 'companion', 'restrictedView'] as const;
export type Mark = (typeof MARKS)[number];
/** For each row the indexes of the marked seats, in the order of the numbers, from 0. */
export type MarkedSeats = readonly (readonly number[])[];
export type Marks = Readonly<Record<Mark, MarkedSeats>>;

/** What rows have in common, however they stand. */
export interface RowsGiven {
  rows: number;
  /** From one row to the next. */
  rowSpacing: number;
  /** From one seat to the next, along the straight line from the first to the last. */
  spacing: number;
  /** After so many seats an aisle follows; below 1 it is a share of the row, such as 0.5 for its middle. */
  aisles: readonly number[];
  numbering: Numbering;
  marks: Marks;
}

/** Rows behind one another, straight or bent. */
export interface BlockShape extends RowsGiven {
  kind: 'BLOCK';
  /** The middle of the first row. */
  at: Point;
  /** Degrees, clockwise; 0: the rows lie across, the first one at the top. */
  angle: number;
  /** Seats of the first row, and how many more each row behind has. */
  seats: number;
  seatsMore: number;
  /** How far the middle of the first row is bent to the back, and how much more each row behind. */
  bow: number;
  bowMore: number;
}

/** A part of a ring, such as a block of a bowl. Each row has as many seats as fit. */
export interface ArcShape extends RowsGiven {
  kind: 'ARC';
  centre: Point;
  /** Of the first row. */
  radius: number;
  /** Degrees; 0 is below the centre, and they grow to the right. */
  from: number;
  turn: number;
  /** How many seats wide the space at both sides is. */
  edge: number;
}

export interface DrawnRow {
  name: string;
  count: number;
  start: Point;
  end: Point;
  /** Off the straight line to the right of the way from the start to the end; the chart counts from the focus. */
  bow: number;
  first: number;
  step: number;
  /** Seat numbers, as the chart has them. */
  aisleAfter: readonly number[];
  accessible: readonly number[];
  companion: readonly number[];
  restrictedView: readonly number[];
}

/** Rows that follow no parameters: each by itself. */
export interface DrawnShape {
  kind: 'DRAWN';
  rows: readonly DrawnRow[];
}

export interface StandingShape {
  kind: 'STANDING';
  capacity: number;
}

export type Shape = BlockShape | ArcShape | DrawnShape | StandingShape;

export interface Section<Of extends Shape = Shape> {
  /** Of the editor; a chart knows sections by their names. */
  id: string;
  name: string;
  category: string;
  outline: Outline;
  shape: Of;
}

export interface Category {
  name: string;
  /** Minor units; null: not said yet. */
  price: number | null;
}

export interface ChartDocument {
  width: number;
  height: number;
  /** What everybody looks at. */
  focus: Point;
  stage: { outline: readonly Point[]; label: string } | null;
  sections: readonly Section[];
  /** Of all sections, and those that no section has yet. */
  categories: readonly Category[];
}

export const NUMBERING: Numbering = {
  rowNames: 'LETTERS',
  firstRow: 0,
  isFromBack: false,
  firstSeat: 1,
  step: 1,
  isFromRight: false,
};

export const NO_MARKS: Marks = { accessible: [], companion: [], restrictedView: [] };

export const isBlock = (section: Section): section is Section<BlockShape> =>
  section.shape.kind === 'BLOCK';
export const isArc = (section: Section): section is Section<ArcShape> =>
  section.shape.kind === 'ARC';
export const isDrawn = (section: Section): section is Section<DrawnShape> =>
  section.shape.kind === 'DRAWN';
export const isStanding = (section: Section): section is Section<StandingShape> =>
  section.shape.kind === 'STANDING';
