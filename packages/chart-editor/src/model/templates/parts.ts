import type { Point } from '@frontrow/contract/chart/geometry';
import {
  type ArcShape,
  type BlockShape,
  type ChartDocument,
  type MarkedSeats,
  NO_MARKS,
  NUMBERING,
  type Section,
} from '../document.ts';

export type Draft = Omit<Section, 'id'>;

/** A block of which only what differs from a plain one is given. */
export const blockShape = (given: Partial<BlockShape> & Pick<BlockShape, 'at'>): BlockShape => ({
  kind: 'BLOCK',
  angle: 0,
  rows: 10,
  seats: 20,
  seatsMore: 0,
  spacing: 40,
  rowSpacing: 60,
  bow: 0,
  bowMore: 0,
  aisles: [],
  numbering: NUMBERING,
  marks: NO_MARKS,
  ...given,
});

/** A part of a ring of which only what differs is given. */
export const arcShape = (given: Partial<ArcShape> & Pick<ArcShape, 'centre'>): ArcShape => ({
  kind: 'ARC',
  radius: 600,
  from: -30,
  turn: 60,
  edge: 1,
  rows: 10,
  spacing: 40,
  rowSpacing: 60,
  aisles: [],
  numbering: NUMBERING,
  marks: NO_MARKS,
  ...given,
});

export const rectangle = ([left, top]: Point, [right, bottom]: Point): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

/** Marks in some rows: for each row its seat numbers, from 1. */
export function seatsInRows(rows: Record<number, readonly number[]>): MarkedSeats {
  const last = Math.max(-1, ...Object.keys(rows).map(Number));
  return Array.from({ length: last + 1 }, (_, row) =>
    (rows[row] ?? []).map((number) => number - 1),
  );
}

/** Numbers from 1 to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

/** A document of sections, whose categories have no prices yet. */
export function documentOf(
  given: Pick<ChartDocument, 'width' | 'height' | 'focus' | 'stage'>,
  sections: readonly Draft[],
): ChartDocument {
  const names = [...new Set(sections.map(({ category }) => category))];
  return {
    ...given,
    sections: sections.map((section, index) => ({ id: `s${index + 1}`, ...section })),
    categories: names.map((name) => ({ name, price: null })),
  };
}
