import type { ChartRow, Drawing } from './drawing.ts';
import { type Point, pointsOfRow, squaredDistance } from './geometry.ts';

/*
 * A drawing as flat arrays by place number, for the decisions that look at many places. Places are numbered from 0
 * in the order of the drawing; a standing place has a number too. Computed once for each chart.
 */

export const ACCESSIBLE = 1;
export const COMPANION = 2;
export const RESTRICTED_VIEW = 4;

/** A squared distance is under 2^34 and a hold has at most 100 places: with 10 more bits a sum has at most 51. */
const DISTANCE_PARTS = 2 ** 10;

export interface SectionLayout {
  name: string;
  category: string;
  kind: 'SEATED' | 'GENERAL';
  firstPlace: number;
  places: number;
}

export interface Layout {
  places: number;
  sections: SectionLayout[];
  /** The index of the section of each place. */
  sectionOf: Uint16Array;
  /**
   * A number for each stretch of seats without an aisle or the end of a row in it; -1 for standing places. Two seats
   * are side by side if their place numbers follow one another and this number is the same.
   */
  stretchOf: Int32Array;
  /** ACCESSIBLE, COMPANION and RESTRICTED_VIEW, added up. */
  flags: Uint8Array;
  /**
   * The squared distance from the focus, to the nearest 1/1024. Sums of 100 of them are exact, so that groups at the
   * same distance tie, in whatever order the distances are added up.
   */
  distance: Float64Array;
}

/** How many places a drawing has. */
export const placesOf = ({ sections }: Drawing): number =>
  sections.reduce(
    (sum, section) =>
      sum +
      (section.kind === 'GENERAL'
        ? section.capacity
        : section.rows.reduce((seats, { count }) => seats + count, 0)),
    0,
  );

export function layoutOf(drawing: Drawing): Layout {
  const places = placesOf(drawing);
  const layout: Layout = {
    places,
    sections: [],
    sectionOf: new Uint16Array(places),
    stretchOf: new Int32Array(places).fill(-1),
    flags: new Uint8Array(places),
    distance: new Float64Array(places),
  };
  let place = 0;
  let stretch = 0;
  for (const [index, section] of drawing.sections.entries()) {
    const firstPlace = place;
    if (section.kind === 'GENERAL') place += section.capacity;
    else {
      for (const row of section.rows) {
        stretch = writeRow(layout, row, { place, stretch, focus: drawing.focus });
        place += row.count;
      }
    }
    layout.sectionOf.fill(index, firstPlace, place);
    const { name, category, kind } = section;
    layout.sections.push({ name, category, kind, firstPlace, places: place - firstPlace });
  }
  return layout;
}

/** The number of the seat at an index of its row. */
export const numberAt = ({ first, step }: ChartRow, index: number): number => first + index * step;

/** The index in its row of the seat with a number; -1 if the row has no such seat. */
export function indexOfNumber({ first, step, count }: ChartRow, number: number): number {
  const index = (number - first) / step;
  return Number.isInteger(index) && index >= 0 && index < count ? index : -1;
}

/** The points of the seats of a row, in order. */
export const pointsOf = (row: ChartRow, focus: Point): Point[] => {
  const aisleAfter = row.aisleAfter.map((number) => indexOfNumber(row, number));
  return pointsOfRow({ ...row, aisleAfter }, focus);
};

/** What `distance` has for a point. */
export const distanceOf = (point: Point, focus: Point): number =>
  Math.round(squaredDistance(point, focus) * DISTANCE_PARTS) / DISTANCE_PARTS;

/** Writes the seats of a row. Returns the next number of a stretch. */
function writeRow(
  layout: Layout,
  row: ChartRow,
  { place, stretch, focus }: { place: number; stretch: number; focus: Point },
): number {
  const aisles = new Set(row.aisleAfter);
  const marks = [
    [ACCESSIBLE, new Set(row.accessible)],
    [COMPANION, new Set(row.companion)],
    [RESTRICTED_VIEW, new Set(row.restrictedView)],
  ] as const;
  let current = stretch;
  for (const [index, point] of pointsOf(row, focus).entries()) {
    const number = numberAt(row, index);
    layout.stretchOf[place + index] = current;
    layout.distance[place + index] = distanceOf(point, focus);
    layout.flags[place + index] = marks.reduce(
      (sum, [flag, numbers]) => sum + (numbers.has(number) ? flag : 0),
      0,
    );
    if (aisles.has(number)) current++;
  }
  return current + 1;
}
