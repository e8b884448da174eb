import type { Point } from '@frontrow/contract/chart/geometry';
import type { ChartDocument } from '../model/document.ts';
import { seatsOfSection } from '../model/section-seats.ts';
import type { Box } from '../model/shape/plane.ts';

/** A line that something was aligned with: along x at a y, or along y at an x. */
export interface Guide {
  axis: 'x' | 'y';
  at: number;
}

/** What is not aligned with anything goes to the next step of this many units. */
export const GRID = 10;
/** Degrees. */
export const TURN_STEP = 15;

export interface Snapped {
  by: Point;
  guides: Guide[];
}

/**
 * Where a box that is dragged goes: edges and middles are aligned with those of other sections, of the drawing and of the
 * focus that are within reach, else with the grid.
 */
export function snapMove(
  document: ChartDocument,
  { box, by, moved, reach }: { box: Box; by: Point; moved: ReadonlySet<string>; reach: number },
): Snapped {
  const lines = linesOf(document, moved);
  const found = ([0, 1] as const).map((axis) => {
    const [from, to] = [box[axis], box[axis + 2] as number];
    const own = [from, (from + to) / 2, to].map((edge) => edge + by[axis]);
    return nearest(own, lines[axis], reach);
  });
  const guides: Guide[] = [];
  const [byX, byY] = found.map((hit, axis) => {
    const wanted = by[axis] ?? 0;
    if (!hit) return Math.round(wanted / GRID) * GRID;
    guides.push({ axis: axis === 0 ? 'y' : 'x', at: hit.line });
    return wanted + hit.distance;
  });
  return { by: [byX ?? 0, byY ?? 0], guides };
}

/** A point on the grid, or on a line within reach. */
export function snapPoint(document: ChartDocument, [x, y]: Point, reach: number): Snapped {
  return snapMove(document, { box: [0, 0, 0, 0], by: [x, y], moved: new Set(), reach });
}

export const snapTurn = (degrees: number): number => Math.round(degrees / TURN_STEP) * TURN_STEP;

function linesOf(
  document: ChartDocument,
  moved: ReadonlySet<string>,
): readonly [readonly number[], readonly number[]] {
  const boxes = document.sections.flatMap((section) => {
    const { box } = seatsOfSection(section, document.focus);
    return box && !moved.has(section.id) ? [box] : [];
  });
  const { width, height, focus } = document;
  const of = (axis: 0 | 1, size: number) => [
    size / 2,
    focus[axis],
    ...boxes.flatMap((box) => {
      const [from, to] = [box[axis], box[axis + 2] as number];
      return [from, (from + to) / 2, to];
    }),
  ];
  return [of(0, width), of(1, height)];
}

function nearest(
  own: readonly number[],
  lines: readonly number[],
  reach: number,
): { line: number; distance: number } | null {
  let found: { line: number; distance: number } | null = null;
  for (const line of lines) {
    for (const edge of own) {
      const distance = line - edge;
      if (
        Math.abs(distance) <= reach &&
        Math.abs(distance) < Math.abs(found?.distance ?? Infinity)
      ) {
        found = { line, distance };
      }
    }
  }
  return found;
}
