import type { ChartRow } from '@frontrow/contract/chart/drawing';
import type { Point } from '@frontrow/contract/chart/geometry';
import type { ArcShape } from '../document.ts';
import { rowOfArc, rowsOfArc } from '../shape/arc-rows.ts';
import { normalDegrees } from '../shape/plane.ts';
import { inCommon, isSame, lengthOf, middleOfRow } from './common.ts';
import { guessesOf, roundNumbersBetween } from './decimals.ts';

const DEGREES = 180 / Math.PI;
/** The widths of the edges that are tried, in seats. */
const EDGES = [1, 0, 0.5, 2, 1.5];

/** The part of a ring from which exactly these rows come; null if there is none around these centres. */
export function findArc(
  rows: readonly ChartRow[],
  focus: Point,
  centres: readonly Point[],
): ArcShape | null {
  const common = rows.length > 1 ? inCommon(rows) : null;
  if (!common || rows.some((row) => row.bow === 0 || lengthOf(row) === 0)) return null;
  for (const centre of [...centres, ...crossingsOf(rows)]) {
    for (const isFromRight of [false, true]) {
      const numbering = { ...common.numbering, isFromRight };
      const found = fitted({ rows, focus }, centre, { ...common, numbering });
      if (found) return found;
    }
  }
  return null;
}

type Rest = Pick<ArcShape, 'numbering' | 'aisles' | 'marks'>;

function fitted(
  { rows, focus }: { rows: readonly ChartRow[]; focus: Point },
  centre: Point,
  rest: Rest,
): ArcShape | null {
  const lefts = rows.map((row) => (rest.numbering.isFromRight ? row.end : row.start));
  const rights = rows.map((row) => (rest.numbering.isFromRight ? row.start : row.end));
  const radii = lefts.map(
    (left, row) => (distance(left, centre) + distance(rights[row] ?? left, centre)) / 2,
  );
  const steps = rows.length - 1;
  const [first = 0, last = 0] = [radii[0], radii.at(-1)];
  if (
    last <= first ||
    radii.some((radius, row) => Math.abs(radius - first - ((last - first) / steps) * row) > 1.5)
  ) {
    return null;
  }
  const left = lineThrough(
    lefts.map((point) => angleOf(point, centre)),
    radii,
  );
  const right = lineThrough(
    rights.map((point) => angleOf(point, centre)),
    radii,
  );
  if (
    !hasBow(rows, radii, turnBetween(left.base, right.base) - (left.slope - right.slope) / first)
  ) {
    return null;
  }
  // The edges take the same length in every row, which is an angle that shrinks with the radius.
  const edgeLength = (left.slope - right.slope) / 2;
  const wholeRadius = guessesOf(first, 0.6).slice(0, 3);
  const spacings = guessesOf((last - first) / steps, 1.2 / steps).slice(0, 3);
  for (const edge of EDGES) {
    for (const spacing of seatSpacings(rows, radii, { left, right, edge, edgeLength })) {
      for (const [from, to] of anglePairs(left.base * DEGREES, right.base * DEGREES, first)) {
        for (const radius of wholeRadius) {
          for (const rowSpacing of spacings) {
            const shape: ArcShape = {
              ...{ kind: 'ARC', centre, radius, rows: rows.length, rowSpacing, spacing },
              ...{
                from: normalDegrees(from),
                turn: Math.round((to - from) * 1e6) / 1e6,
                edge,
                ...rest,
              },
            };
            if (
              isSame(rowOfArc(shape, steps, focus), rows[steps]) &&
              isSame(rowsOfArc(shape, focus), rows)
            ) {
              return shape;
            }
          }
        }
      }
    }
  }
  return null;
}

/** Whether the first row is bent as a row of its radius and angle is: other centres and directions end here. */
function hasBow(rows: readonly ChartRow[], radii: readonly number[], angle: number): boolean {
  const expected = (radii[0] ?? 0) * (1 - Math.cos(angle / 2));
  return Math.abs(Math.abs(rows[0]?.bow ?? 0) - expected) <= 3;
}

interface Line {
  base: number;
  slope: number;
}

/** The line `base + slope / radius` through angles, by least squares. */
function lineThrough(angles: readonly number[], radii: readonly number[]): Line {
  const xs = radii.map((radius) => 1 / radius);
  const start = angles[0] ?? 0;
  // Angles jump by a whole turn at the top.
  const ys = angles.map(
    (angle) => start + Math.atan2(Math.sin(angle - start), Math.cos(angle - start)),
  );
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [above, below] = [0, 0];
  for (const [index, x] of xs.entries()) {
    above += (x - meanX) * ((ys[index] ?? 0) - meanY);
    below += (x - meanX) ** 2;
  }
  const slope = below === 0 ? 0 : above / below;
  return { base: meanY - slope * meanX, slope };
}

/** The spaces of a seat with which every row has as many seats as it has, nearest to the measured edge first. */
function seatSpacings(
  rows: readonly ChartRow[],
  radii: readonly number[],
  { left, right, edge, edgeLength }: { left: Line; right: Line; edge: number; edgeLength: number },
): number[] {
  const turn = turnBetween(left.base, right.base);
  let [least, most] = [0, Infinity];
  for (const [index, { count }] of rows.entries()) {
    const length = turn * (radii[index] ?? 0);
    // count <= length / spacing - 2 edge < count + 1
    most = Math.min(most, (length + 1) / (count + 2 * edge));
    least = Math.max(least, (length - 1) / (count + 1 + 2 * edge));
  }
  if (least > most) return [];
  const measured = edge === 0 ? (least + most) / 2 : edgeLength / edge;
  const near = edge === 0 ? most - least : 1.5;
  const bounds: [number, number] = [
    Math.max(least, measured - near),
    Math.min(most, measured + near),
  ];
  if (bounds[0] > bounds[1]) return [];
  const exact = roundNumbersBetween(...bounds);
  const tenths: number[] = [];
  for (
    let tenth = Math.ceil(bounds[0] * 10);
    tenth <= bounds[1] * 10 && tenths.length < 16;
    tenth++
  ) {
    tenths.push(tenth / 10);
  }
  return [...new Set([...exact, ...tenths])];
}

const turnBetween = (from: number, to: number): number =>
  (((to - from) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);

/** Whole, half and hundredth degrees near two measured ones. */
function anglePairs(from: number, to: number, radius: number): [number, number][] {
  const turn = turnBetween(from / DEGREES, to / DEGREES) * DEGREES;
  const within = (3 / radius) * DEGREES;
  const snapped = (value: number): number[] =>
    [15, 5, 1, 0.5, 0.25, 0.1, 0.05, 0.01]
      .map((unit) => Math.round(value / unit) * unit)
      .filter((guess) => Math.abs(guess - value) <= within)
      .map((guess) => Math.round(guess * 1e6) / 1e6);
  const froms = [...new Set(snapped(from))].slice(0, 3);
  const turns = [...new Set(snapped(turn))].slice(0, 3);
  return froms.flatMap((start) => turns.map((by): [number, number] => [start, start + by]));
}

/** Where the middle lines of the rows of a ring can have their centre: on the line through the middles of the rows. */
function crossingsOf(rows: readonly ChartRow[]): Point[] {
  const [front, back] = [rows[0], rows.at(-1)];
  if (!front || !back) return [];
  const sagitta = (row: ChartRow) => Math.abs(row.bow);
  const radius = (row: ChartRow) =>
    ((lengthOf(row) / 2) ** 2 + sagitta(row) ** 2) / (2 * sagitta(row));
  const [a, b] = [middleOfRow(front), middleOfRow(back)];
  const length = distance(a, b);
  if (length === 0) return [];
  const out: Point = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  const depth = radius(front) - sagitta(front);
  const estimate: Point = [a[0] - out[0] * depth, a[1] - out[1] * depth];
  const units = [100, 50, 10];
  return units.map(
    (unit): Point => [Math.round(estimate[0] / unit) * unit, Math.round(estimate[1] / unit) * unit],
  );
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
/** 0 is below the centre, and angles grow to the right. */
const angleOf = (point: Point, centre: Point): number =>
  Math.atan2(point[0] - centre[0], point[1] - centre[1]);
