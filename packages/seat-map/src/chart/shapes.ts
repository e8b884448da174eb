import type { ChartPoint } from './chart.ts';

export type Box = [left: number, top: number, right: number, bottom: number];

export interface Shape {
  corners: readonly ChartPoint[];
  box: Box;
  /** Where its name stands. */
  label: ChartPoint;
}

export function boxOf(points: readonly ChartPoint[]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const point of points) {
    // By index: destructuring takes twice as long before the loop is compiled.
    const x = point[0];
    const y = point[1];
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return box;
}

export const touches = (a: Box, b: Box, margin = 0): boolean =>
  a[0] - margin <= b[2] && a[2] + margin >= b[0] && a[1] - margin <= b[3] && a[3] + margin >= b[1];

export const joined = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

export function shapeOf(corners: readonly ChartPoint[]): Shape {
  const box = boxOf(corners);
  const middle: ChartPoint = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const label = chordAt(corners, centroidOf(corners)) ?? chordAt(corners, middle);
  return { corners, box, label: label ?? middle };
}

/** The shape around the seats of rows, for a section that has no outline of its own. */
export function shapeOfRows(
  { x, y, pitch }: { x: Float32Array; y: Float32Array; pitch: number },
  rows: readonly { first: number; count: number }[],
): Shape {
  const points = (first: number, count: number, step: number): ChartPoint[] =>
    Array.from({ length: Math.ceil(count / step) }, (_, index) => {
      const place = first + Math.min(index * step, count - 1);
      return [x[place] ?? 0, y[place] ?? 0];
    });
  const start = (row: { first: number }) => points(row.first, 1, 1);
  const end = (row: { first: number; count: number }) => points(row.first + row.count - 1, 1, 1);
  const edge = (row = rows[0]) => (row ? [...points(row.first, row.count, 6), ...end(row)] : []);
  const between = rows.slice(1, -1);
  const around = [
    ...edge(rows[0]),
    ...between.flatMap(end),
    ...edge(rows.at(-1)).reverse(),
    ...between.reverse().flatMap(start),
  ];
  return shapeOf(pushedOut(around, pitch * 0.9));
}

/** Moves the corners away from their middle by a length. */
function pushedOut(corners: readonly ChartPoint[], by: number): ChartPoint[] {
  const [left, top, right, bottom] = boxOf(corners);
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  return corners.map(([x, y]) => [
    x + Math.sign(x - middleX) * by,
    y + Math.sign(y - middleY) * by,
  ]);
}

function centroidOf(corners: readonly ChartPoint[]): ChartPoint {
  let [x, y, area] = [0, 0, 0];
  for (const [index, a] of corners.entries()) {
    const b = corners[(index + 1) % corners.length] ?? a;
    const cross = a[0] * b[1] - b[0] * a[1];
    area += cross;
    x += (a[0] + b[0]) * cross;
    y += (a[1] + b[1]) * cross;
  }
  return area === 0 ? (corners[0] ?? [0, 0]) : [x / (3 * area), y / (3 * area)];
}

/** The middle of a shape on the horizontal line through a point of it; null if the point is outside. */
function chordAt(corners: readonly ChartPoint[], [x, y]: ChartPoint): ChartPoint | null {
  if (!isInside(corners, [x, y])) return null;
  const found = crossings(corners, y);
  const left = found.filter((at) => at <= x).at(-1) ?? x;
  const right = found.find((at) => at > x) ?? x;
  return [(left + right) / 2, y];
}

function crossings(corners: readonly ChartPoint[], y: number): number[] {
  const found: number[] = [];
  for (const [index, a] of corners.entries()) {
    const b = corners[(index + 1) % corners.length] ?? a;
    if (a[1] > y !== b[1] > y) found.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
  }
  return found.sort((a, b) => a - b);
}

export const isInside = (corners: readonly ChartPoint[], [x, y]: ChartPoint): boolean =>
  crossings(corners, y).filter((at) => at > x).length % 2 === 1;
