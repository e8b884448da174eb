import { type Point, wholeUnit } from '@frontrow/contract/chart/geometry';

/** A left, top, right and bottom edge. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

export const radians = (degrees: number): number => (degrees / 180) * Math.PI;

/** The same direction from -180 up to 180 degrees. */
export const normalDegrees = (angle: number): number =>
  Math.round((((((angle + 180) % 360) + 360) % 360) - 180) * 1e6) / 1e6 + 0;

/** Sine and cosine. Quarter turns are exact, so that what is turned upright stays on whole units. */
export function directionOf(degrees: number): { sin: number; cos: number } {
  if (degrees % 90 === 0) {
    const quarter = (((degrees / 90) % 4) + 4) % 4;
    return { sin: [0, 1, 0, -1][quarter] ?? 0, cos: [1, 0, -1, 0][quarter] ?? 0 };
  }
  return { sin: Math.sin(radians(degrees)), cos: Math.cos(radians(degrees)) };
}

/** A point that is turned clockwise around another one. */
export function turned(point: Point, around: Point, degrees: number): Point {
  const { sin, cos } = directionOf(degrees);
  const [x, y] = [point[0] - around[0], point[1] - around[1]];
  return [around[0] + x * cos - y * sin, around[1] + x * sin + y * cos];
}

export const moved = ([x, y]: Point, [byX, byY]: Point): Point => [x + byX, y + byY];

/** Whole units, as charts have them. */
export const wholePoint = ([x, y]: Point): [x: number, y: number] => [wholeUnit(x), wholeUnit(y)];

export function boxAround(points: Iterable<Point>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return left > right ? null : [left, top, right, bottom];
}

export const joinedBoxes = (boxes: readonly Box[]): Box | null =>
  boxAround(
    boxes.flatMap(([left, top, right, bottom]): Point[] => [
      [left, top],
      [right, bottom],
    ]),
  );

export const middleOf = ([left, top, right, bottom]: Box): Point => [
  (left + right) / 2,
  (top + bottom) / 2,
];

/** Whether a point is inside a closed shape, by the crossings of a line to the right. */
export function isInside(corners: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let index = 0, last = corners.length - 1; index < corners.length; last = index++) {
    const a = corners[index] as Point;
    const b = corners[last] as Point;
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) {
      inside = !inside;
    }
  }
  return inside;
}
