import type { ChartRow } from '@frontrow/contract/chart/drawing';
import type { Point } from '@frontrow/contract/chart/geometry';
import type { BlockShape } from '../document.ts';
import { backOf, rowOfBlock, rowsOfBlock } from '../shape/block-rows.ts';
import { recountedBow } from '../shape/bows.ts';
import { aislesOf, spacesOf } from '../shape/numbering.ts';
import { normalDegrees } from '../shape/plane.ts';
import { inCommon, isSame, lengthOf, middleOfRow, type RowsInCommon } from './common.ts';
import { commonBounds, guessesOf, roundNumbersBetween } from './decimals.ts';

/** What a row of one seat says nothing about. */
const SPACING = 40;
const ROW_SPACING = 60;

/** The parameters from which exactly these rows come; null if there are none. */
export function findBlock(rows: readonly ChartRow[], focus: Point): BlockShape | null {
  const common = inCommon(rows);
  const counts = countsOf(rows);
  if (!common || !counts) return null;
  for (const angle of anglesOf(rows)) {
    for (const isFromRight of [false, true]) {
      const found = fitted(
        { rows, focus, common, counts },
        isFromRight ? angle + 180 : angle,
        isFromRight,
      );
      if (found) return found;
    }
  }
  return null;
}

interface Given {
  rows: readonly ChartRow[];
  focus: Point;
  common: RowsInCommon;
  counts: { seats: number; seatsMore: number };
}

function countsOf(rows: readonly ChartRow[]): Given['counts'] | null {
  const seats = rows[0]?.count ?? 0;
  const seatsMore = (rows[1]?.count ?? seats) - seats;
  const fits = rows.every(({ count }, row) => count === Math.max(1, seats + seatsMore * row));
  return fits ? { seats, seatsMore } : null;
}

/** The directions in which the rows may have been turned, the roundest first. */
function anglesOf(rows: readonly ChartRow[]): number[] {
  const longest = rows.reduce((most, row) => (lengthOf(row) > lengthOf(most) ? row : most));
  const [front, back] = [rows[0], rows.at(-1)];
  if (!front || !back) return [];
  const [x, y] =
    lengthOf(longest) > 0
      ? [longest.end[0] - longest.start[0], longest.end[1] - longest.start[1]]
      : [back.start[1] - front.start[1], front.start[0] - back.start[0]];
  if (x === 0 && y === 0) return [0];
  const angle = (Math.atan2(y, x) * 180) / Math.PI;
  // Both ends may be half a unit off.
  const within = (Math.atan2(1, Math.max(1, Math.hypot(x, y))) * 180) / Math.PI;
  const quarters = Math.round(angle / 90) * 90;
  const near = Math.abs(quarters - angle) <= within ? [quarters] : [];
  return [...near, ...guessesOf(angle, within)].map((value) => value + 0);
}

function fitted(given: Given, angle: number, isFromRight: boolean): BlockShape | null {
  const { rows, focus, common, counts } = given;
  const bows = bowsOf(rows, focus, backOf({ angle }));
  if (!bows) return null;
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return null;
  const depth = rows.length > 1 ? depthOf(middleOfRow(first), middleOfRow(last), angle) : 0;
  const steps = rows.length - 1;
  if (steps > 0 && depth <= 0) return null;
  const within = 1 / Math.max(1, steps);
  const rowSpacings =
    steps > 0 ? roundNumbersBetween(depth / steps - within, depth / steps + within) : [ROW_SPACING];
  const numbering = { ...common.numbering, isFromRight };
  for (const spacing of spacingsOf(given)) {
    for (const rowSpacing of rowSpacings) {
      for (const at of middlesOf(middleOfRow(first))) {
        const shape: BlockShape = {
          ...{ kind: 'BLOCK', at, angle: normalDegrees(angle), rows: rows.length, ...counts },
          ...{ spacing, rowSpacing, ...bows, aisles: common.aisles, numbering },
          marks: common.marks,
        };
        if (
          isSame(rowOfBlock(shape, 0, focus), first) &&
          isSame(rowOfBlock(shape, steps, focus), last) &&
          isSame(rowsOfBlock(shape, focus), rows)
        ) {
          return shape;
        }
      }
    }
  }
  return null;
}

/** How far a point is behind another one. */
function depthOf(from: Point, to: Point, angle: number): number {
  const [x, y] = backOf({ angle });
  return (to[0] - from[0]) * x + (to[1] - from[1]) * y;
}

function bowsOf(
  rows: readonly ChartRow[],
  focus: Point,
  back: Point,
): { bow: number; bowMore: number } | null {
  const bows = rows.map((row) => recountedBow(row.bow, { ...row, focus, back }));
  const bow = bows[0] ?? 0;
  const steps = rows.length - 1;
  if (steps === 0) return { bow, bowMore: 0 };
  const bowMore = ((bows.at(-1) ?? 0) - bow) / steps;
  const found = guessesOf(bowMore, 1 / steps).find((more) =>
    bows.every((value, row) => value === Math.round(bow + more * row) + 0),
  );
  return found === undefined ? null : { bow, bowMore: found };
}

/** The spaces of a seat from which all rows can have their lengths. */
function spacingsOf({ rows, common }: Given): number[] {
  const bounds = rows.flatMap((row): [number, number][] => {
    const spaces = spacesOf(row.count, aislesOf(common.aisles, row.count));
    const length = lengthOf(row);
    return spaces === 0 ? [] : [[(length - 1.5) / spaces, (length + 1.5) / spaces]];
  });
  const both = commonBounds(bounds);
  if (bounds.length === 0) return [SPACING];
  return both ? roundNumbersBetween(...both).filter((spacing) => spacing > 0) : [];
}

/** Where the middle of the first row may have been before its ends were rounded. */
function middlesOf([x, y]: Point): Point[] {
  const xs = [...new Set([x, Math.round(x), Math.floor(x)])];
  const ys = [...new Set([y, Math.round(y), Math.floor(y)])];
  const whole = (value: number) => (Number.isInteger(value) ? 0 : 1);
  return xs
    .flatMap((left) => ys.map((top): Point => [left, top]))
    .sort((a, b) => whole(a[0]) + whole(a[1]) - whole(b[0]) - whole(b[1]));
}
