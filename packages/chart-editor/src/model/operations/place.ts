import type { Point } from '@frontrow/contract/chart/geometry';
import type { ChartDocument, DrawnRow, Outline, Section, Shape } from '../document.ts';
import { seatsOfSection } from '../section-seats.ts';
import { type Box, joinedBoxes, moved, normalDegrees, turned } from '../shape/plane.ts';
import { addSections, changeSections } from './sections.ts';

/* Where sections stand: they are moved, turned and copied as they are. */

type OnPoint = (point: Point) => Point;

export const moveSections = (
  document: ChartDocument,
  ids: Iterable<string>,
  by: Point,
): ChartDocument =>
  by[0] === 0 && by[1] === 0
    ? document
    : changeSections(document, ids, (section) => movedSection(section, by));

export const turnSections = (
  document: ChartDocument,
  ids: Iterable<string>,
  { degrees, around }: { degrees: number; around: Point },
): ChartDocument =>
  degrees % 360 === 0
    ? document
    : changeSections(document, ids, (section) => turnedSection(section, degrees, around));

export interface Repeat {
  /** How many copies. */
  times: number;
  /** From one copy to the next. */
  by?: Point;
  /** Turns each copy further around a point. */
  turn?: { degrees: number; around: Point };
}

/** Adds copies of sections, each further than the one before. Returns the ids of the copies. */
export function repeatSections(
  document: ChartDocument,
  ids: readonly string[],
  { times, by = [0, 0], turn }: Repeat,
): { document: ChartDocument; ids: string[] } {
  const copied = document.sections.filter(({ id }) => ids.includes(id));
  const copies = Array.from({ length: times }, (_, index) => index + 1).flatMap((step) =>
    copied.map((section) => {
      const there = movedSection(section, [by[0] * step, by[1] * step]);
      return turn ? turnedSection(there, turn.degrees * step, turn.around) : there;
    }),
  );
  return addSections(document, copies);
}

export const movedSection = (section: Section, by: Point): Section =>
  transformed(section, (point) => moved(point, by), 0);

export const turnedSection = (section: Section, degrees: number, around: Point): Section =>
  transformed(section, (point) => turned(point, around, degrees), degrees);

function transformed(section: Section, onPoint: OnPoint, degrees: number): Section {
  return {
    ...section,
    outline: outlineOf(section.outline, onPoint),
    shape: shapeOf(section.shape, onPoint, degrees),
  };
}

const outlineOf = (outline: Outline, onPoint: OnPoint): Outline =>
  outline === null || outline === 'AROUND' ? outline : outline.map(onPoint);

function shapeOf(shape: Shape, onPoint: OnPoint, degrees: number): Shape {
  if (shape.kind === 'BLOCK') {
    return { ...shape, at: onPoint(shape.at), angle: normalDegrees(shape.angle + degrees) };
  }
  if (shape.kind === 'ARC') {
    // The angles of a ring grow against the clock.
    return { ...shape, centre: onPoint(shape.centre), from: normalDegrees(shape.from - degrees) };
  }
  if (shape.kind === 'STANDING') return shape;
  const onRow = (row: DrawnRow) => ({ ...row, start: onPoint(row.start), end: onPoint(row.end) });
  return { ...shape, rows: shape.rows.map(onRow) };
}

/** Around all seats and outlines of sections; null: they have none. */
export const boxOfSections = (document: ChartDocument, ids: Iterable<string>): Box | null => {
  const wanted = new Set(ids);
  return joinedBoxes(
    document.sections.flatMap((section) => {
      const box = wanted.has(section.id) ? seatsOfSection(section, document.focus).box : null;
      return box ? [box] : [];
    }),
  );
};
