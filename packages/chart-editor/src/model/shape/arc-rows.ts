import type { ChartRow } from '@frontrow/contract/chart/drawing';
import { type Point, wholeUnit } from '@frontrow/contract/chart/geometry';
import type { ArcShape } from '../document.ts';
import { recountedBow } from './bows.ts';
import { aislesOf, marksOfRow, nameOfRow, numberOfSeat } from './numbering.ts';
import { directionOf, radians, wholePoint } from './plane.ts';

/** The rows of a part of a ring, as the chart has them. */
export const rowsOfArc = (shape: ArcShape, focus: Point): ChartRow[] =>
  Array.from({ length: shape.rows }, (_, row) => rowOfArc(shape, row, focus));

export function rowOfArc(shape: ArcShape, row: number, focus: Point): ChartRow {
  const { numbering, from, turn } = shape;
  const radius = radiusOfRow(shape, row);
  const count = seatsOfArcRow(shape, row);
  const aisles = aislesOf(shape.aisles, count);
  const edge = (shape.edge * shape.spacing) / radius;
  const left = wholePoint(onRing(shape, radians(from) + edge, radius));
  const right = wholePoint(onRing(shape, radians(from + turn) - edge, radius));
  const [start, end] = numbering.isFromRight ? [right, left] : [left, right];
  const isPoint = start[0] === end[0] && start[1] === end[1];
  const bow = isPoint ? 0 : wholeUnit(radius * (1 - Math.cos((radians(turn) - 2 * edge) / 2)));
  const { sin, cos } = directionOf(from + turn / 2);
  return {
    name: nameOfRow(numbering, row, shape.rows),
    count,
    start,
    end,
    bow: recountedBow(bow, { start, end, focus, back: [sin, cos] }),
    first: numbering.firstSeat,
    step: numbering.step,
    aisleAfter: aisles.map((seats) => numberOfSeat(numbering, seats - 1)),
    ...marksOfRow(shape.marks, numbering, { row, count }),
  };
}

export const radiusOfRow = ({ radius, rowSpacing }: ArcShape, row: number): number =>
  radius + rowSpacing * row;

/** As many seats as fit between the edges. */
export function seatsOfArcRow(shape: ArcShape, row: number): number {
  const radius = radiusOfRow(shape, row);
  const angle = radians(shape.turn) - (2 * shape.edge * shape.spacing) / radius;
  return Math.max(1, Math.floor((angle * radius) / shape.spacing));
}

/** The point at an angle in radians. */
export const onRing = ({ centre }: { centre: Point }, angle: number, radius: number): Point => [
  centre[0] + Math.sin(angle) * radius,
  centre[1] + Math.cos(angle) * radius,
];
