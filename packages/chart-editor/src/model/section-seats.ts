import type { ChartRow } from '@frontrow/contract/chart/drawing';
import type { Point } from '@frontrow/contract/chart/geometry';
import {
  ACCESSIBLE,
  COMPANION,
  numberAt,
  pointsOf,
  RESTRICTED_VIEW,
} from '@frontrow/contract/chart/layout';
import { compileSection } from './compile.ts';
import type { Section } from './document.ts';
import { type Box, boxAround } from './shape/plane.ts';

export interface SeatRow {
  row: ChartRow;
  /** The index of its first seat in the section. */
  first: number;
  /** Around its seats. */
  box: Box;
}

/** The seats of a section as flat arrays, to draw and to find them. */
export interface SectionSeats {
  count: number;
  x: Float32Array;
  y: Float32Array;
  /** ACCESSIBLE, COMPANION and RESTRICTED_VIEW, added up. */
  flags: Uint8Array;
  rows: SeatRow[];
  outline: readonly Point[] | null;
  /** Around seats and outline; null: it has neither. */
  box: Box | null;
  /** Between the first two seats of a row. */
  pitch: number;
}

const known = new WeakMap<object, SectionSeats>();

/** Computed once for each state of a section. */
export function seatsOfSection(section: Section, focus: Point): SectionSeats {
  const compiled = compileSection(section, focus);
  const before = known.get(compiled);
  if (before) return before;
  const rows = compiled.kind === 'SEATED' ? compiled.rows : [];
  const seats = seatsOfRows(rows, focus);
  const outline = compiled.outline ?? null;
  const box = boxAround([...corners(seats.rows.map(({ box }) => box)), ...(outline ?? [])]);
  const found = { ...seats, outline, box };
  known.set(compiled, found);
  return found;
}

function seatsOfRows(
  rows: readonly ChartRow[],
  focus: Point,
): Omit<SectionSeats, 'outline' | 'box'> {
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const [x, y] = [new Float32Array(count), new Float32Array(count)];
  const flags = new Uint8Array(count);
  const found: SeatRow[] = [];
  let first = 0;
  let pitch = 0;
  for (const row of rows) {
    const points = pointsOf(row, focus);
    for (let seat = 0; seat < points.length; seat++) {
      const point = points[seat] as Point;
      x[first + seat] = point[0];
      y[first + seat] = point[1];
    }
    writeFlags(flags, row, first);
    const [a, b] = points;
    if (pitch === 0 && a && b) pitch = Math.hypot(a[0] - b[0], a[1] - b[1]);
    found.push({ row, first, box: boxAround(points) ?? [0, 0, 0, 0] });
    first += row.count;
  }
  return { count, x, y, flags, rows: found, pitch: pitch || 40 };
}

function writeFlags(flags: Uint8Array, row: ChartRow, first: number): void {
  for (const [flag, numbers] of [
    [ACCESSIBLE, row.accessible],
    [COMPANION, row.companion],
    [RESTRICTED_VIEW, row.restrictedView],
  ] as const) {
    for (const number of numbers) {
      const seat = (number - row.first) / row.step;
      if (seat >= 0 && seat < row.count) flags[first + seat] = (flags[first + seat] ?? 0) | flag;
    }
  }
}

const corners = (boxes: readonly Box[]): Point[] =>
  boxes.flatMap(([left, top, right, bottom]): Point[] => [
    [left, top],
    [right, bottom],
  ]);

/** The number on a seat of a section. */
export function numberInRow({ row }: SeatRow, seat: number): number {
  return numberAt(row, seat);
}
