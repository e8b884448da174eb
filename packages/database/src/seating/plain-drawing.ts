import type { Drawing } from '@frontrow/contract/chart/drawing';
import { rowNames } from '@frontrow/contract/chart/row-names';

/** Sections of straight rows, for which nobody has drawn a chart. */
export interface PlainSection {
  name: string;
  rows: number;
  seatsPerRow: number;
}

/** The most units from one seat to the next, and the size of the largest drawing. */
const MOST_UNITS = 20;
const LARGEST = 65_000;
/** The rows or seats that are left empty around a section. */
const GAP = 2;

interface Placed {
  section: PlainSection;
  /** In seats from the left and rows from the top. */
  left: number;
  top: number;
}

/**
 * Draws sections of straight rows, one below the other, in columns where they would be too high. Each section is a
 * category of its own. The seats are as far apart as the largest drawing allows.
 */
export function plainDrawing(sections: readonly PlainSection[]): Drawing {
  for (let units = MOST_UNITS; ; units = Math.floor(units / 2)) {
    const most = Math.floor(LARGEST / units);
    const { placed, width, height } = inColumns(sections, most);
    if (width > most && units > 1) continue;
    return {
      width: Math.max(1, width * units),
      height: Math.max(1, height * units),
      focus: [Math.floor((width * units) / 2), 0],
      sections: placed.map((each) => sectionOf(each, units)),
    };
  }
}

/** @param most the most rows of a column */
function inColumns(sections: readonly PlainSection[], most: number) {
  const placed: Placed[] = [];
  let [left, top, right, height] = [GAP, GAP, GAP, GAP];
  for (const section of sections) {
    if (top > GAP && top + section.rows + GAP > most) [left, top] = [right + GAP, GAP];
    placed.push({ section, left, top });
    top += section.rows + GAP;
    right = Math.max(right, left + section.seatsPerRow);
    height = Math.max(height, top);
  }
  return { placed, width: right + GAP, height };
}

function sectionOf({ section, left, top }: Placed, units: number): Drawing['sections'][number] {
  const { name, rows, seatsPerRow } = section;
  return {
    name,
    category: name,
    kind: 'SEATED',
    rows: rowNames(rows).map((row, index) => ({
      name: row,
      count: seatsPerRow,
      start: [left * units, (top + index) * units],
      end: [(left + seatsPerRow - 1) * units, (top + index) * units],
      ...{ bow: 0, first: 1, step: 1, aisleAfter: [] },
      ...{ accessible: [], companion: [], restrictedView: [] },
    })),
  };
}
