import type { ChartRow } from '@frontrow/contract/chart/drawing';
import type { Point } from '@frontrow/contract/chart/geometry';
import { indexOfNumber } from '@frontrow/contract/chart/layout';
import { MARKS, type Marks, type Numbering } from '../document.ts';
import { aislesOf, indexOfLetters, nameOfRow, withoutEmptyEnd } from '../shape/numbering.ts';

/** What rows say beside where they stand. */
export interface RowsInCommon {
  numbering: Omit<Numbering, 'isFromRight'>;
  aisles: readonly number[];
  marks: Marks;
}

/** What the rows have in common; null if they do not, so that they cannot be rows of parameters. */
export function inCommon(rows: readonly ChartRow[]): RowsInCommon | null {
  const numbering = numberingOf(rows);
  const aisles = aislesInCommon(rows);
  return numbering && aisles ? { numbering, aisles, marks: marksOf(rows) } : null;
}

function numberingOf(rows: readonly ChartRow[]): RowsInCommon['numbering'] | null {
  const [front, back] = [rows[0], rows.at(-1)];
  if (!front || !back) return null;
  const [firstSeat, step] = [front.first, front.step];
  const isLetters = indexOfLetters(front.name) >= 0;
  const indexOf = isLetters ? indexOfLetters : indexOfDigits;
  const [from, to] = [indexOf(front.name), indexOf(back.name)];
  if (from < 0 || to < 0) return null;
  const numbering: Numbering = {
    rowNames: isLetters ? 'LETTERS' : 'NUMBERS',
    firstRow: Math.min(from, to),
    isFromBack: from > to,
    firstSeat,
    step,
    isFromRight: false,
  };
  const fits = rows.every(
    (row, index) =>
      row.name === nameOfRow(numbering, index, rows.length) &&
      row.first === firstSeat &&
      row.step === step,
  );
  const { isFromRight: _, ...rest } = numbering;
  return fits ? rest : null;
}

const indexOfDigits = (name: string): number =>
  /^[1-9]\d{0,3}$/.test(name) ? Number(name) - 1 : -1;

const SHARES = [1 / 2, 1 / 4, 3 / 4, 1 / 3, 2 / 3, 1 / 5, 2 / 5, 3 / 5, 4 / 5, 1 / 6, 5 / 6, 1 / 8]
  .concat([3 / 8, 5 / 8, 7 / 8, 0.1, 0.3, 0.7, 0.9])
  .map((share) => Math.round(share * 1e4) / 1e4);

/** After so many seats in every row, else after a share of each. */
function aislesInCommon(rows: readonly ChartRow[]): number[] | null {
  const after = rows.map((row) => row.aisleAfter.map((number) => indexOfNumber(row, number) + 1));
  const first = after[0] ?? [];
  if (after.some((seats) => seats.some((number) => number < 1))) return null;
  const fits = (aisles: readonly number[]) =>
    rows.every(({ count }, row) => isSame(aislesOf(aisles, count), after[row] ?? []));
  // The widest row has all aisles that are counted in seats.
  const widest = after.reduce((most, seats) => (seats.length > most.length ? seats : most), first);
  if (fits(widest)) return widest;
  const shares = widest.map((_, aisle) =>
    SHARES.find((share) =>
      rows.every(({ count }, row) => aislesOf([share], count)[0] === after[row]?.[aisle]),
    ),
  );
  const known = shares.filter((share) => share !== undefined);
  return known.length === shares.length && fits(known) ? known : null;
}

function marksOf(rows: readonly ChartRow[]): Marks {
  const [accessible, companion, restrictedView] = MARKS.map((mark) =>
    withoutEmptyEnd(
      rows.map((row) =>
        row[mark].map((number) => indexOfNumber(row, number)).sort((a, b) => a - b),
      ),
    ),
  );
  return {
    accessible: accessible ?? [],
    companion: companion ?? [],
    restrictedView: restrictedView ?? [],
  };
}

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const middleOfRow = ({ start, end }: ChartRow): Point => [
  (start[0] + end[0]) / 2,
  (start[1] + end[1]) / 2,
];

export const lengthOf = ({ start, end }: ChartRow): number =>
  Math.hypot(end[0] - start[0], end[1] - start[1]);
