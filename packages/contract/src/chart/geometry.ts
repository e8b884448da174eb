/*
 * Where the places of a chart lie. Server, seat map and tests compute it from the same rows. This file does not
 * import zod, so that clients stay small.
 */

/** x to the right and y down, in the chart's own units. */
export type Point = readonly [x: number, y: number];

/** The part of a row that says where its seats are. */
export interface RowLine {
  count: number;
  start: Point;
  end: Point;
  /** How far the middle of an arc is off the straight line, away from the focus; below 0: towards it. */
  bow?: number | undefined;
  /** Indexes in the row, from 0, after which a gap of one seat follows. */
  aisleAfter?: readonly number[] | undefined;
}

/**
 * The points of the seats of a row, in order: evenly along the line or arc from `start` to `end`, an aisle taking
 * the space of one seat. A row of one seat has it at `start`.
 */
export function pointsOfRow(row: RowLine, focus: Point): Point[] {
  const steps = stepsOfRow(row);
  const last = steps.at(-1) ?? 0;
  const at = curveOf(row, focus);
  return steps.map((step) => at(last === 0 ? 0 : step / last));
}

/** How many seats and gaps stand before each seat. A gap after the last seat takes no space. */
function stepsOfRow({ count, aisleAfter = [] }: RowLine): number[] {
  const aisles = new Set(aisleAfter);
  const steps: number[] = [];
  for (let seat = 0, step = 0; seat < count; seat++, step++) {
    steps.push(step);
    if (aisles.has(seat)) step++;
  }
  return steps;
}

/** The point at a share of the way from start to end. */
function curveOf({ start, end, bow = 0 }: RowLine, focus: Point): (share: number) => Point {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const chord = Math.hypot(dx, dy);
  if (bow === 0 || chord === 0) return (share) => [start[0] + dx * share, start[1] + dy * share];
  const middle: Point = [start[0] + dx / 2, start[1] + dy / 2];
  const away = awayFromFocus([-dy / chord, dx / chord], middle, focus);
  const rise = Math.abs(bow);
  const half = chord / 2;
  const radius = (half * half + rise * rise) / (2 * rise);
  /** Half of the angle that the arc spans. */
  const angle = 2 * Math.atan2(rise, half);
  const side = Math.sign(bow);
  const centre = [0, 1].map((i) => at(middle, i) + at(away, i) * side * (rise - radius));
  return (share) => {
    const turn = angle * (2 * share - 1);
    const [along, off] = [Math.sin(turn) * radius, Math.cos(turn) * radius * side];
    return [
      at(centre, 0) + (dx / chord) * along + at(away, 0) * off,
      at(centre, 1) + (dy / chord) * along + at(away, 1) * off,
    ];
  };
}

const at = (point: readonly number[], index: number): number => point[index] ?? 0;

/** The normal of a row, turned so that it points away from the focus. */
export function awayFromFocus(normal: Point, middle: Point, focus: Point): Point {
  const towards = (middle[0] - focus[0]) * normal[0] + (middle[1] - focus[1]) * normal[1];
  return towards < 0 ? [-normal[0], -normal[1]] : normal;
}

export const squaredDistance = (a: Point, b: Point): number =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

/**
 * The nearest whole unit. What lies half-way up to the last digits of a sine goes up, so that drawings are the same on
 * every machine and by whatever formula; a zero has no sign.
 */
export const wholeUnit = (value: number): number => Math.round(Math.round(value * 1e6) / 1e6) + 0;
