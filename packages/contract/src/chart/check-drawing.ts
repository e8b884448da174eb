import type { InputIssue } from '../error-codes.ts';
import { lookOf } from '../text/names.ts';
import { type ChartRow, type ChartSection, type Drawing, MAX_PLACES } from './drawing.ts';
import type { Point } from './geometry.ts';
import { indexOfNumber, placesOf, pointsOf } from './layout.ts';
import { Spots } from './spots.ts';

/*
 * What the schema cannot see of a drawing: names that are used twice, seats that lie outside or on one spot, seat
 * numbers that a row does not have. A chart never changes, so it is checked whole when it is made. The server and the
 * chart editor use the same check.
 */

/** What can be wrong. The chart editor says it in the language of its user. */
export const DRAWING_FAULTS = {
  usedTwice: 'is used twice',
  outside: 'lies outside the drawing',
  noLength: 'is where the row starts',
  needsEnds: 'needs a start and an end',
  belowZero: 'leads to a number below 0',
  onOneSpot: 'has a seat where another one is',
  noSuchSeat: 'is no seat of the row',
  namedTwice: 'is named twice',
} as const;

type Path = InputIssue['path'];

/** The most problems that are named; a drawing that is shifted has one for each seat. */
const MAX_ISSUES = 100;

/** The problems of a drawing, each with the path of what is wrong; empty for a good one. */
export function problemsOf(drawing: Drawing): InputIssue[] {
  const places = placesOf(drawing);
  if (places > MAX_PLACES) {
    return [
      { path: ['sections'], message: `has ${places} places; at most ${MAX_PLACES} are taken` },
    ];
  }
  const issues: InputIssue[] = [];
  const found = new Problems(drawing, issues);
  found.twice(drawing.sections, ['sections']);
  found.outside([drawing.focus], ['focus']);
  if (drawing.stage) found.outside(drawing.stage.outline, ['stage', 'outline']);
  for (const [index, section] of drawing.sections.entries()) {
    if (issues.length >= MAX_ISSUES) break;
    found.section(section, ['sections', index]);
  }
  return issues.slice(0, MAX_ISSUES);
}

class Problems {
  readonly #drawing: Drawing;
  readonly #issues: InputIssue[];
  readonly #spots: Spots;

  constructor(drawing: Drawing, issues: InputIssue[]) {
    this.#drawing = drawing;
    this.#issues = issues;
    this.#spots = new Spots(placesOf(drawing));
  }

  section(section: ChartSection, path: Path): void {
    if (section.outline) this.outside(section.outline, [...path, 'outline']);
    if (section.kind === 'GENERAL') return;
    this.twice(section.rows, [...path, 'rows']);
    for (const [index, row] of section.rows.entries()) this.#row(row, [...path, 'rows', index]);
  }

  /** Names that are used twice. */
  twice(named: readonly { name: string }[], path: Path): void {
    const names = new Set<string>();
    for (const [index, { name }] of named.entries()) {
      if (names.has(lookOf(name))) this.#add([...path, index, 'name'], DRAWING_FAULTS.usedTwice);
      names.add(lookOf(name));
    }
  }

  /** Returns whether one of the points lies outside. */
  outside(points: readonly Point[], path: Path): boolean {
    const { width, height } = this.#drawing;
    // An arc ends on its corner points only up to the precision of a float.
    const isInside = ([x, y]: Point) =>
      x >= -1e-6 && y >= -1e-6 && x <= width + 1e-6 && y <= height + 1e-6;
    const isOutside = !points.every(isInside);
    if (isOutside) this.#add(path, DRAWING_FAULTS.outside);
    return isOutside;
  }

  #row(row: ChartRow, path: Path): void {
    const before = this.#issues.length;
    const { start, end, count, bow } = row;
    const isPoint = start[0] === end[0] && start[1] === end[1];
    if (isPoint && count > 1) this.#add([...path, 'end'], DRAWING_FAULTS.noLength);
    if (isPoint && bow !== 0) this.#add([...path, 'bow'], DRAWING_FAULTS.needsEnds);
    for (const list of ['aisleAfter', 'accessible', 'companion', 'restrictedView'] as const) {
      this.#numbers(row, row[list], [...path, list]);
    }
    if (numberOfLast(row) < 0) this.#add([...path, 'step'], DRAWING_FAULTS.belowZero);
    if (this.#issues.length > before) return;
    const points = pointsOf(row, this.#drawing.focus);
    if (this.outside(points, path)) return;
    if (!points.every((point) => this.#spots.claim(point))) {
      this.#add(path, DRAWING_FAULTS.onOneSpot);
    }
  }

  #numbers(row: ChartRow, numbers: readonly number[], path: Path): void {
    const seen = new Set<number>();
    for (const [index, number] of numbers.entries()) {
      if (indexOfNumber(row, number) === -1) this.#add([...path, index], DRAWING_FAULTS.noSuchSeat);
      else if (seen.has(number)) this.#add([...path, index], DRAWING_FAULTS.namedTwice);
      seen.add(number);
    }
  }

  #add(path: Path, message: string): void {
    if (this.#issues.length < MAX_ISSUES) this.#issues.push({ path, message });
  }
}

const numberOfLast = ({ first, step, count }: ChartRow): number => first + step * (count - 1);
