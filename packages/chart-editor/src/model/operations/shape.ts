import type { Point } from '@frontrow/contract/chart/geometry';
import { compileSection } from '../compile.ts';
import {
  type ArcShape,
  type BlockShape,
  type ChartDocument,
  MARKS,
  type Marks,
  type Outline,
  type Section,
  type Shape,
} from '../document.ts';
import { seatsOfArcRow } from '../shape/arc-rows.ts';
import { seatsOfBlockRow } from '../shape/block-rows.ts';
import { drawnRow } from '../shape/drawn-rows.ts';
import { changeSections } from './sections.ts';

/** Changes parameters of the sections that have them. Marks stay at the seats where they are seen. */
export const changeShape = (
  document: ChartDocument,
  ids: Iterable<string>,
  given: Partial<BlockShape> | Partial<ArcShape> | { capacity: number },
): ChartDocument =>
  changeSections(document, ids, (section) => {
    const before = section.shape;
    if (before.kind === 'DRAWN') return section;
    const names = Object.keys(given).filter((name) => name in before);
    const values = given as Record<string, unknown>;
    const shown = before as unknown as Record<string, unknown>;
    if (names.every((name) => Object.is(shown[name], values[name]))) return section;
    const next = { ...before, ...Object.fromEntries(names.map((name) => [name, values[name]])) };
    return { ...section, shape: withMarksInPlace(before, next as Shape) };
  });

/** Numbers that begin at the other side are other numbers on the same seats. */
function withMarksInPlace(before: Shape, next: Shape): Shape {
  if (!hasParameters(before) || !hasParameters(next)) return next;
  if (before.numbering.isFromRight === next.numbering.isFromRight) return next;
  const mirrored = MARKS.map((mark) => [
    mark,
    next.marks[mark].map((seats, row) => {
      const last = countOfRow(next, row) - 1;
      return seats.map((seat) => last - seat).sort((a, b) => a - b);
    }),
  ]);
  return { ...next, marks: Object.fromEntries(mirrored) as Marks };
}

export const hasParameters = (shape: Shape): shape is BlockShape | ArcShape =>
  shape.kind === 'BLOCK' || shape.kind === 'ARC';

/** How many seats a row has. */
export const countOfRow = (shape: BlockShape | ArcShape, row: number): number =>
  shape.kind === 'BLOCK' ? seatsOfBlockRow(shape, row) : seatsOfArcRow(shape, row);

export const setOutline = (
  document: ChartDocument,
  ids: Iterable<string>,
  outline: Outline,
): ChartDocument => changeSections(document, ids, (section) => ({ ...section, outline }));

/** Moves one corner. An outline that follows the rows becomes one of its own. */
export const moveCorner = (
  document: ChartDocument,
  id: string,
  { corner, to }: { corner: number; to: Point },
): ChartDocument =>
  changeSections(document, [id], (section) => {
    const outline = cornersOf(document, section);
    return outline ? { ...section, outline: outline.with(corner, to) } : section;
  });

/** The corners of a section as they are drawn; null: it has none. */
export const cornersOf = ({ focus }: ChartDocument, section: Section): readonly Point[] | null =>
  section.outline === 'AROUND' ? (compileSection(section, focus).outline ?? null) : section.outline;

/** Makes each row of the sections stand by itself, so that it can be changed alone. */
export const splitIntoRows = (document: ChartDocument, ids: Iterable<string>): ChartDocument =>
  changeSections(document, ids, (section) => {
    if (!hasParameters(section.shape)) return section;
    const compiled = compileSection(section, document.focus);
    if (compiled.kind !== 'SEATED') return section;
    const rows = compiled.rows.map((row) => drawnRow(row, document.focus));
    return { ...section, outline: compiled.outline ?? null, shape: { kind: 'DRAWN', rows } };
  });
