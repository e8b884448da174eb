import type { ChartRow } from '@frontrow/contract/chart/drawing';
import { wholeUnit } from '@frontrow/contract/chart/geometry';

export type Corner = [x: number, y: number];

/** The parts of a row that differ from a plain straight row of seats from 1 on. */
export type RowGiven = Pick<ChartRow, 'name' | 'count' | 'start' | 'end'> & Partial<ChartRow>;

export const row = (given: RowGiven): ChartRow => ({
  bow: 0,
  first: 1,
  step: 1,
  aisleAfter: [],
  accessible: [],
  companion: [],
  restrictedView: [],
  ...given,
});

/** A rectangle by its upper left and its lower right corner. */
export const rectangle = ([left, top]: Corner, [right, bottom]: Corner): Corner[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

/** The numbers from 1 to `count` that the test takes. */
export const numbers = (count: number, wanted: (number: number) => boolean): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter(wanted);

/** Whole units. */
export const corner = (x: number, y: number): Corner => [wholeUnit(x), wholeUnit(y)];

/** How far the middle of an arc of that radius and angle (in radians) is off its chord. */
export const bowOf = (radius: number, angle: number): number =>
  wholeUnit(radius * (1 - Math.cos(angle / 2)));
