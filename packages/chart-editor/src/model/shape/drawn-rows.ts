import type { ChartRow } from '@frontrow/contract/chart/drawing';
import type { Point } from '@frontrow/contract/chart/geometry';
import type { DrawnRow, DrawnShape } from '../document.ts';
import { recountedBow, rightOf } from './bows.ts';
import { wholePoint } from './plane.ts';

/** Rows that follow no parameters, as the chart has them. */
export const rowsOfDrawn = ({ rows }: DrawnShape, focus: Point): ChartRow[] =>
  rows.map((row) => {
    const [start, end] = [wholePoint(row.start), wholePoint(row.end)];
    return {
      name: row.name,
      count: row.count,
      start,
      end,
      bow: recountedBow(row.bow, { start, end, focus, back: rightOf(start, end) }),
      first: row.first,
      step: row.step,
      aisleAfter: [...row.aisleAfter],
      accessible: [...row.accessible],
      companion: [...row.companion],
      restrictedView: [...row.restrictedView],
    };
  });

/** The same way back. */
export function drawnRow(row: ChartRow, focus: Point): DrawnRow {
  const { start, end, bow } = row;
  return { ...row, bow: recountedBow(bow, { start, end, focus, back: rightOf(start, end) }) };
}
