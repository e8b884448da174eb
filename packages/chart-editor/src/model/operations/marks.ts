import {
  type ChartDocument,
  type DrawnShape,
  MARKS,
  type Mark,
  type MarkedSeats,
  type Marks,
  type Section,
} from '../document.ts';
import { withoutEmptyEnd } from '../shape/numbering.ts';
import { changeSections } from './sections.ts';
import { hasParameters } from './shape.ts';

/** A seat by its section, the index of its row and its own index in the row. */
export interface SeatRef {
  section: string;
  row: number;
  seat: number;
}

/** Both are places that are kept for somebody; a seat is one of them. */
const EXCLUDES: Partial<Record<Mark, Mark>> = {
  accessible: 'companion',
  companion: 'accessible',
};

/** Marks seats, or takes a mark away; null takes all marks away. */
export function markSeats(
  document: ChartDocument,
  seats: readonly SeatRef[],
  { mark, isOn }: { mark: Mark | null; isOn: boolean },
): ChartDocument {
  const bySection = Map.groupBy(seats, ({ section }) => section);
  return changeSections(document, bySection.keys(), (section) => {
    const marks = marksOf(section);
    const refs = bySection.get(section.id) ?? [];
    const next = mark === null ? cleared(marks, refs) : marked(marks, refs, { mark, isOn });
    return JSON.stringify(next) === JSON.stringify(marks) ? section : withMarks(section, next);
  });
}

const cleared = (marks: Marks, seats: readonly SeatRef[]): Marks =>
  MARKS.reduce((rest, mark) => changed(rest, seats, { mark, isOn: false }), marks);

function marked(
  marks: Marks,
  seats: readonly SeatRef[],
  { mark, isOn }: { mark: Mark; isOn: boolean },
): Marks {
  const excluded = EXCLUDES[mark];
  const rest = isOn && excluded ? changed(marks, seats, { mark: excluded, isOn: false }) : marks;
  return changed(rest, seats, { mark, isOn });
}

function changed(
  marks: Marks,
  seats: readonly SeatRef[],
  { mark, isOn }: { mark: Mark; isOn: boolean },
): Marks {
  const rows = new Map<number, Set<number>>();
  for (const [row, marked] of marks[mark].entries()) rows.set(row, new Set(marked));
  for (const { row, seat } of seats) {
    const set = rows.get(row) ?? new Set();
    if (isOn) set.add(seat);
    else set.delete(seat);
    rows.set(row, set);
  }
  const last = Math.max(-1, ...rows.keys());
  const next = Array.from({ length: last + 1 }, (_, row) =>
    [...(rows.get(row) ?? [])].sort((a, b) => a - b),
  );
  return { ...marks, [mark]: withoutEmptyEnd(next) };
}

/** The marks of a section by indexes, whatever its shape. */
export function marksOf({ shape }: Section): Marks {
  if (hasParameters(shape)) return shape.marks;
  const rows = shape.kind === 'DRAWN' ? shape.rows : [];
  const of = (mark: Mark): MarkedSeats =>
    withoutEmptyEnd(rows.map((row) => row[mark].map((number) => (number - row.first) / row.step)));
  return {
    accessible: of('accessible'),
    companion: of('companion'),
    restrictedView: of('restrictedView'),
  };
}

function withMarks(section: Section, marks: Marks): Section {
  const { shape } = section;
  if (hasParameters(shape)) return { ...section, shape: { ...shape, marks } };
  if (shape.kind !== 'DRAWN') return section;
  return { ...section, shape: { ...shape, rows: drawnRowsWith(shape, marks) } };
}

const drawnRowsWith = ({ rows }: DrawnShape, marks: Marks): DrawnShape['rows'] =>
  rows.map((row, index) => {
    const numbers = (mark: Mark) =>
      (marks[mark][index] ?? []).map((seat) => row.first + row.step * seat);
    return {
      ...row,
      accessible: numbers('accessible'),
      companion: numbers('companion'),
      restrictedView: numbers('restrictedView'),
    };
  });
