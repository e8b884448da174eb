import type { Point } from '@frontrow/contract/chart/geometry';
import type { ChartDocument } from '../model/document.ts';
import type { SeatRef } from '../model/operations/marks.ts';
import { seatsOfSection } from '../model/section-seats.ts';
import { type Box, boxAround, isInside } from '../model/shape/plane.ts';

/* What is at a point or inside a shape. All seats are looked at: 20,000 take under a millisecond. */

/** The nearest seat to a point within a distance. */
export function seatAt(document: ChartDocument, at: Point, within: number): SeatRef | null {
  let found: SeatRef | null = null;
  let nearest = within ** 2;
  for (const section of document.sections) {
    const seats = seatsOfSection(section, document.focus);
    if (!seats.box || !isNear(seats.box, at, within)) continue;
    for (const [
      row,
      {
        first,
        row: { count },
        box,
      },
    ] of seats.rows.entries()) {
      if (!isNear(box, at, within)) continue;
      for (let seat = first; seat < first + count; seat++) {
        const distance = ((seats.x[seat] ?? 0) - at[0]) ** 2 + ((seats.y[seat] ?? 0) - at[1]) ** 2;
        if (distance > nearest) continue;
        nearest = distance;
        found = { section: section.id, row, seat: seat - first };
      }
    }
  }
  return found;
}

/** The section at a point: by a seat of it, else by its shape; the last one lies on top. */
export function sectionAt(document: ChartDocument, at: Point, within: number): string | null {
  const seat = seatAt(document, at, within);
  if (seat) return seat.section;
  const found = document.sections.findLast((section) => {
    const { outline, box } = seatsOfSection(section, document.focus);
    return outline && box && isNear(box, at, 0) && isInside(outline, at);
  });
  return found?.id ?? null;
}

export const isOnStage = ({ stage }: ChartDocument, at: Point): boolean =>
  stage !== null && isInside(stage.outline, at);

/** The seats inside a closed shape. */
export function seatsInside(document: ChartDocument, corners: readonly Point[]): SeatRef[] {
  const box = boxAround(corners);
  if (!box || corners.length < 3) return [];
  return document.sections.flatMap((section) => {
    const seats = seatsOfSection(section, document.focus);
    if (!seats.box || !overlaps(seats.box, box)) return [];
    return seats.rows.flatMap(({ first, row, box: rowBox }, index) => {
      if (!overlaps(rowBox, box)) return [];
      return Array.from({ length: row.count }, (_, seat) => seat)
        .filter((seat) =>
          isInside(corners, [seats.x[first + seat] ?? 0, seats.y[first + seat] ?? 0]),
        )
        .map((seat): SeatRef => ({ section: section.id, row: index, seat }));
    });
  });
}

/** The sections of which all seats, or whose shape, lie inside a box. */
export const sectionsInside = (document: ChartDocument, box: Box): string[] =>
  document.sections.flatMap((section) => {
    const around = seatsOfSection(section, document.focus).box;
    const isWithin =
      around &&
      around[0] >= box[0] &&
      around[1] >= box[1] &&
      around[2] <= box[2] &&
      around[3] <= box[3];
    return isWithin ? [section.id] : [];
  });

export const pointOfSeat = (
  document: ChartDocument,
  { section, row, seat }: SeatRef,
): Point | null => {
  const found = document.sections.find(({ id }) => id === section);
  if (!found) return null;
  const seats = seatsOfSection(found, document.focus);
  const first = seats.rows[row]?.first;
  if (first === undefined) return null;
  return [seats.x[first + seat] ?? 0, seats.y[first + seat] ?? 0];
};

const isNear = (box: Box, [x, y]: Point, within: number): boolean =>
  x >= box[0] - within && x <= box[2] + within && y >= box[1] - within && y <= box[3] + within;

const overlaps = (a: Box, b: Box): boolean =>
  a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
