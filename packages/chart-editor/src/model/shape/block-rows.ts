import type { ChartRow } from '@frontrow/contract/chart/drawing';
import { type Point, wholeUnit } from '@frontrow/contract/chart/geometry';
import type { BlockShape } from '../document.ts';
import { recountedBow } from './bows.ts';
import { aislesOf, marksOfRow, nameOfRow, numberOfSeat, spacesOf } from './numbering.ts';
import { directionOf, wholePoint } from './plane.ts';

/** The rows of a block, as the chart has them. */
export const rowsOfBlock = (shape: BlockShape, focus: Point): ChartRow[] =>
  Array.from({ length: shape.rows }, (_, row) => rowOfBlock(shape, row, focus));

export const seatsOfBlockRow = ({ seats, seatsMore }: BlockShape, row: number): number =>
  Math.max(1, seats + seatsMore * row);

export function rowOfBlock(shape: BlockShape, row: number, focus: Point): ChartRow {
  const { numbering } = shape;
  const count = seatsOfBlockRow(shape, row);
  const aisles = aislesOf(shape.aisles, count);
  const half = (spacesOf(count, aisles) * shape.spacing) / 2;
  const depth = shape.rowSpacing * row;
  const left = wholePoint(placeInBlock(shape, [-half, depth]));
  const right = wholePoint(placeInBlock(shape, [half, depth]));
  const [start, end] = numbering.isFromRight ? [right, left] : [left, right];
  return {
    name: nameOfRow(numbering, row, shape.rows),
    count,
    start,
    end,
    bow: recountedBow(bowOfBlockRow(shape, row), { start, end, focus, back: backOf(shape) }),
    first: numbering.firstSeat,
    step: numbering.step,
    aisleAfter: aisles.map((seats) => numberOfSeat(numbering, seats - 1)),
    ...marksOfRow(shape.marks, numbering, { row, count }),
  };
}

export const bowOfBlockRow = ({ bow, bowMore }: BlockShape, row: number): number =>
  wholeUnit(bow + bowMore * row);

/** The point of the drawing of a point of the block: to the right and to the back of the middle of the first row. */
export function placeInBlock({ at, angle }: BlockShape, [right, back]: Point): Point {
  const { sin, cos } = directionOf(angle);
  return [at[0] + right * cos - back * sin, at[1] + right * sin + back * cos];
}

/** The direction from the first row to the last. */
export function backOf({ angle }: { angle: number }): Point {
  const { sin, cos } = directionOf(angle);
  return [-sin, cos];
}
