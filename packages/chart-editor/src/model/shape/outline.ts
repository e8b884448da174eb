import type { ChartRow } from '@frontrow/contract/chart/drawing';
import type { Point } from '@frontrow/contract/chart/geometry';
import { pointsOf } from '@frontrow/contract/chart/layout';
import type { ArcShape, BlockShape, Section } from '../document.ts';
import { onRing } from './arc-rows.ts';
import { placeInBlock } from './block-rows.ts';
import { radians, wholePoint } from './plane.ts';

/** An arc of an outline is so many straight lines. */
const LINES = 8;
/** The space around the seats of a block, in spaces of a seat. */
const MARGIN = 0.9;

/** The corners of a section's shape; undefined if it has none. */
export function cornersOf(
  { outline, shape }: Section,
  rows: readonly ChartRow[],
  focus: Point,
): Point[] | undefined {
  if (outline === null) return undefined;
  if (outline !== 'AROUND') return outline.map(wholePoint);
  if (shape.kind === 'STANDING') return undefined;
  if (shape.kind === 'ARC') return aroundArc(shape).map(wholePoint);
  const seats = rows.map((row) => pointsOf(row, focus));
  if (shape.kind === 'BLOCK') return aroundBlock(shape, seats).map(wholePoint);
  return hullOf(seats.flat(), MARGIN * spacingOf(seats)).map(wholePoint);
}

/** Half a space before the first row and behind the last, over the whole turn. */
function aroundArc(shape: ArcShape): Point[] {
  const { radius, rows, rowSpacing } = shape;
  const angles = Array.from(
    { length: LINES + 1 },
    (_, index) => radians(shape.from) + (radians(shape.turn) * index) / LINES,
  );
  const inner = radius - rowSpacing / 2;
  const outer = radius + rowSpacing * (rows - 0.5);
  return [
    ...angles.map((angle) => onRing(shape, angle, inner)),
    ...angles.reverse().map((angle) => onRing(shape, angle, outer)),
  ];
}

/** Along the first row, the ends of the rows, and the last row back. */
function aroundBlock(shape: BlockShape, seats: readonly (readonly Point[])[]): Point[] {
  const margin = MARGIN * shape.spacing;
  const rows = seats.map((row) => {
    const local = row.map((point) => placeFromBlock(shape, point));
    return shape.numbering.isFromRight ? local.reverse() : local;
  });
  const front = sampled(rows[0] ?? []);
  const back = sampled(rows.at(-1) ?? []).reverse();
  const left = (row: readonly Point[]) => row[0] ?? [0, 0];
  const right = (row: readonly Point[]) => row.at(-1) ?? [0, 0];
  const wide = Math.max(...rows.map((row) => Math.max(-left(row)[0], right(row)[0])));
  const isStraight = shape.seatsMore === 0 || rows.length < 2;
  const edges = (row: readonly Point[]) => (isStraight ? wide : right(row)[0]);
  const first = rows[0] ?? [];
  const last = rows.at(-1) ?? [];
  const corners: Point[] = [
    ...widened(front, edges(first), margin).map(([x, y]): Point => [x, y - margin]),
    ...widened(back, -edges(last), margin).map(([x, y]): Point => [x, y + margin]),
  ];
  return corners.map((point) => placeInBlock(shape, point));
}

/** Moves the first and the last point of an edge out by a margin. */
function widened(edge: readonly Point[], half: number, margin: number): Point[] {
  const out = Math.abs(half) + margin;
  const side = Math.sign(half) || 1;
  const first = edge[0] ?? [0, 0];
  const last = edge.at(-1) ?? first;
  return [[-side * out, first[1]], ...edge.slice(1, -1), [side * out, last[1]]];
}

/** The ends of a row and some of its seats between, if it is bent. */
function sampled(row: readonly Point[]): Point[] {
  const [first, last] = [row[0], row.at(-1)];
  if (!first || !last) return [];
  const isBent = row.some(([, y]) => Math.abs(y - first[1]) > 1);
  if (!isBent) return [first, last];
  const points = Array.from({ length: LINES + 1 }, (_, index) => {
    const point = row[Math.round(((row.length - 1) * index) / LINES)];
    return point ?? first;
  });
  return [...new Set(points)];
}

/** A point of the drawing in the block's own directions. */
function placeFromBlock(shape: BlockShape, point: Point): Point {
  const [x, y] = [point[0] - shape.at[0], point[1] - shape.at[1]];
  const right = placeInBlock({ ...shape, at: [0, 0] }, [1, 0]);
  const back = placeInBlock({ ...shape, at: [0, 0] }, [0, 1]);
  return [x * right[0] + y * right[1], x * back[0] + y * back[1]];
}

function spacingOf(seats: readonly (readonly Point[])[]): number {
  const row = seats.find(({ length }) => length > 1);
  if (!row) return 40;
  const [a, b] = [row[0] as Point, row[1] as Point];
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The convex shape around points, moved out by a margin in eight directions. */
function hullOf(points: readonly Point[], margin: number): Point[] {
  const spread = points.flatMap(([x, y]) =>
    Array.from({ length: 8 }, (_, index): Point => {
      const angle = (index * Math.PI) / 4;
      return [x + Math.cos(angle) * margin, y + Math.sin(angle) * margin];
    }),
  );
  const sorted = spread.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return [...halfHull(sorted), ...halfHull(sorted.reverse())];
}

function halfHull(points: readonly Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of points) {
    while (hull.length > 1 && turnOf(hull.at(-2), hull.at(-1), point) <= 0) hull.pop();
    hull.push(point);
  }
  return hull.slice(0, -1);
}

const turnOf = (a: Point = [0, 0], b: Point = [0, 0], c: Point = [0, 0]): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
