import { awayFromFocus, type Point } from '@frontrow/contract/chart/geometry';

/*
 * A chart counts the bow of a row from the focus: moving a section past it would bend its rows to the other side. The
 * editor counts it from the section itself, so that a section keeps its form wherever it stands.
 */

interface RowEnds {
  start: Point;
  end: Point;
  focus: Point;
  /** The direction in which the editor counts. */
  back: Point;
}

/** The bow of the chart for a bow to the back, and the same way back. */
export function recountedBow(bow: number, ends: RowEnds): number {
  if (bow === 0) return 0;
  return isAway(ends) ? bow : -bow;
}

function isAway({ start, end, focus, back }: RowEnds): boolean {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const chord = Math.hypot(dx, dy);
  if (chord === 0) return true;
  const middle: Point = [start[0] + dx / 2, start[1] + dy / 2];
  const away = awayFromFocus([-dy / chord, dx / chord], middle, focus);
  return away[0] * back[0] + away[1] * back[1] >= 0;
}

/** The direction to the right of the way from the start of a row to its end. */
export const rightOf = (start: Point, end: Point): Point => [start[1] - end[1], end[0] - start[0]];
