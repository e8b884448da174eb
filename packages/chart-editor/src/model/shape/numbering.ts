import { rowName } from '@frontrow/contract/chart/row-names';
import type { MarkedSeats, Marks, Numbering } from '../document.ts';

/** The name of a row by its index from the front. */
export function nameOfRow(numbering: Numbering, row: number, rows: number): string {
  const { rowNames, firstRow, isFromBack } = numbering;
  const index = firstRow + (isFromBack ? rows - 1 - row : row);
  return rowNames === 'LETTERS' ? rowName(index) : String(index + 1);
}

/** The index of a name of letters: A is 0, AA is 26. -1 for other names. */
export function indexOfLetters(name: string): number {
  if (!/^[A-Z]{1,2}$/.test(name)) return -1;
  return [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

export const numberOfSeat = ({ firstSeat, step }: Numbering, seat: number): number =>
  firstSeat + step * seat;

/**
 * After how many seats of a row an aisle follows. A share of up to a half counts from the first seat, another one from
 * the last, so that 0.25 and 0.75 are as far from both ends.
 */
export function aislesOf(aisles: readonly number[], count: number): number[] {
  const found = aisles.map((aisle) => {
    if (aisle >= 1) return aisle;
    return aisle <= 0.5
      ? Math.floor(aisle * count + 1e-9)
      : count - Math.floor((1 - aisle) * count + 1e-9);
  });
  return [...new Set(found)].filter((seats) => seats >= 1 && seats <= count);
}

/** How many spaces of a seat a row takes from its first seat to its last. An aisle takes one. */
export const spacesOf = (count: number, aisles: readonly number[]): number =>
  count - 1 + aisles.filter((seats) => seats < count).length;

/** The lists of a row of the chart: seat numbers. */
export function marksOfRow(
  marks: Marks,
  numbering: Numbering,
  { row, count }: { row: number; count: number },
): Record<'accessible' | 'companion' | 'restrictedView', number[]> {
  const numbers = (seats: readonly number[] = []) =>
    seats.filter((seat) => seat < count).map((seat) => numberOfSeat(numbering, seat));
  return {
    accessible: numbers(marks.accessible[row]),
    companion: numbers(marks.companion[row]),
    restrictedView: numbers(marks.restrictedView[row]),
  };
}

/** Rows at the back without a mark are left out, so that equal marks are equal lists. */
export function withoutEmptyEnd(rows: MarkedSeats): MarkedSeats {
  const last = rows.findLastIndex((seats) => seats.length > 0);
  return rows.slice(0, last + 1);
}
