import type { Point } from '@frontrow/contract/chart/geometry';
import type { ChartDocument } from '../model/document.ts';
import { type Box, middleOf } from '../model/shape/plane.ts';
import { arcShape, blockShape, type Draft, rectangle } from '../model/templates/parts.ts';

/** New sections, as large as what was drawn with the mouse. */

const SPACING = 40;
const ROW_SPACING = 60;
/** A standing person has about so many square units: seats are 40 apart, and people stand as close as half of that. */
const UNITS_A_PERSON = 850;
/** What is drawn smaller than this was a press: the section gets its usual size. */
const LEAST_SIZE = 60;

export interface DraftWords {
  section: string;
  standing: string;
  category: string;
}

/** A new section between two points of the drawing. */
export function draftOf(
  shape: 'BLOCK' | 'ARC' | 'STANDING',
  box: Box,
  { document, words }: { document: ChartDocument; words: DraftWords },
): Draft {
  const category = document.categories[0]?.name ?? words.category;
  const [left, top, right, bottom] = box;
  const isPress = right - left < LEAST_SIZE && bottom - top < LEAST_SIZE;
  const size = isPress ? around(middleOf(box), shape) : box;
  if (shape === 'STANDING') {
    const [width, height] = [size[2] - size[0], size[3] - size[1]];
    const capacity = Math.max(10, Math.round((width * height) / UNITS_A_PERSON / 10) * 10);
    const outline = rectangle([size[0], size[1]], [size[2], size[3]]);
    return { name: words.standing, category, outline, shape: { kind: 'STANDING', capacity } };
  }
  return {
    name: `${words.section} 1`,
    category,
    outline: 'AROUND',
    shape: shape === 'BLOCK' ? blockIn(size) : arcIn(size, document.focus),
  };
}

function around([x, y]: Point, shape: string): Box {
  const [width, height] = shape === 'STANDING' ? [500, 300] : [760, 540];
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function blockIn([left, top, right, bottom]: Box) {
  return blockShape({
    at: [Math.round((left + right) / 2), Math.round(top)],
    rows: Math.max(1, Math.floor((bottom - top) / ROW_SPACING) + 1),
    seats: Math.max(1, Math.floor((right - left) / SPACING) + 1),
    spacing: SPACING,
    rowSpacing: ROW_SPACING,
  });
}

/** Rows around the focus, as far away and as wide as the box. */
function arcIn([left, top, right, bottom]: Box, focus: Point) {
  const middle: Point = [(left + right) / 2, (top + bottom) / 2];
  const [x, y] = [middle[0] - focus[0], middle[1] - focus[1]];
  const depth = Math.abs(y) > Math.abs(x) ? bottom - top : right - left;
  const width = Math.abs(y) > Math.abs(x) ? right - left : bottom - top;
  const distance = Math.max(200, Math.hypot(x, y));
  const radius = Math.max(100, Math.round(distance - depth / 2));
  const turn = Math.min(300, Math.max(5, Math.round(((width / distance) * 180) / Math.PI)));
  const direction = Math.round((Math.atan2(x, y) * 180) / Math.PI);
  return arcShape({
    ...{ centre: [Math.round(focus[0]), Math.round(focus[1])], radius, turn },
    ...{ from: direction - turn / 2, spacing: SPACING, rowSpacing: ROW_SPACING },
    rows: Math.max(1, Math.floor(depth / ROW_SPACING) + 1),
  });
}
