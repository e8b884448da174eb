import type { ChartRow, Drawing } from '@frontrow/contract/chart/drawing';
import { rowName } from '@frontrow/contract/chart/row-names';
import { bowOf, type Corner, corner, numbers, rectangle, row } from './shapes.ts';

const WIDTH = 6_400;
const HEIGHT = 6_400;
const CENTRE: Corner = [WIDTH / 2, 3_200];
/** The space of one seat. */
const SEAT = 26.7;
/** The bowl is open at the stage: it goes from -150 to 150 degrees, 0 being opposite the stage. */
const BOWL = (300 / 180) * Math.PI;

interface Tier {
  name: string;
  category: string;
  blocks: number;
  rows: number;
  /** The radius of the first row, and from one row to the next. */
  radius: number;
  pitch: number;
}

const TIERS: Tier[] = [
  { name: 'Lower', category: 'Lower tier', blocks: 16, rows: 19, radius: 1_560, pitch: 42 },
  { name: 'Upper', category: 'Upper tier', blocks: 20, rows: 18, radius: 2_420, pitch: 42 },
];

/** An arena of 18,000: six blocks on the floor, two tiers of a bowl that is open at the stage. */
export const arena = (): Drawing => ({
  width: WIDTH,
  height: HEIGHT,
  focus: [WIDTH / 2, 2_050],
  stage: { outline: rectangle([2_500, 1_500], [3_900, 2_050]), label: 'Stage' },
  sections: [...floor(), ...TIERS.flatMap(blocksOf)],
});

/** Three blocks by two, of straight rows, with walkways between them. */
function floor(): Drawing['sections'] {
  const [width, depth] = [620, 900];
  return [0, 1].flatMap((line) =>
    [0, 1, 2].map((column): Drawing['sections'][number] => {
      const left = WIDTH / 2 - 1_000 + column * 690;
      const top = 2_180 + line * 960;
      return {
        name: `Floor ${rowName(line * 3 + column)}`,
        category: 'Floor',
        kind: 'SEATED',
        outline: rectangle([left - 20, top - 20], [left + width + 20, top + depth - 20]),
        rows: Array.from({ length: 22 }, (_, index) =>
          row({
            name: rowName(index),
            count: 20,
            start: corner(left, top + 40 * index),
            end: corner(left + width, top + 40 * index),
            aisleAfter: [10],
          }),
        ),
      };
    }),
  );
}

function blocksOf(tier: Tier): Drawing['sections'] {
  const { blocks, name, category, rows, radius, pitch } = tier;
  const turn = BOWL / blocks;
  return Array.from({ length: blocks }, (_, index): Drawing['sections'][number] => {
    const from = -BOWL / 2 + turn * index;
    const edges = [radius - pitch / 2, radius + pitch * (rows - 0.5)];
    return {
      name: `${name} ${index + 1}`,
      category,
      kind: 'SEATED',
      outline: outlineOf(from, turn, edges),
      rows: Array.from({ length: rows }, (_, line) =>
        rowOf(tier, { from, turn, line, isAtStage: index === 0 || index === blocks - 1 }),
      ),
    };
  });
}

/** The corners of a part of a ring, its arcs as short straight lines. */
function outlineOf(from: number, turn: number, edges: number[]): Corner[] {
  const angles = Array.from({ length: 9 }, (_, index) => from + (turn * index) / 8);
  const [inner = 0, outer = 0] = edges;
  return [
    ...angles.map((angle) => onRing(angle, inner)),
    ...angles.reverse().map((angle) => onRing(angle, outer)),
  ];
}

/** The point of an angle, 0 being opposite the stage. */
const onRing = (angle: number, radius: number): Corner =>
  corner(CENTRE[0] + Math.sin(angle) * radius, CENTRE[1] + Math.cos(angle) * radius);

/** The last row of the lower tier has places for wheelchairs; the blocks at the stage see it from the side. */
function rowOf(
  { name, rows, radius, pitch }: Tier,
  { from, turn, line, isAtStage }: { from: number; turn: number; line: number; isAtStage: boolean },
): ChartRow {
  const at = radius + pitch * line;
  // A walkway of two seats between blocks.
  const edge = SEAT / at;
  const angle = turn - 2 * edge;
  const count = Math.floor((angle * at) / SEAT);
  const middle = Math.floor(count / 2);
  const isForWheelchairs = name === 'Lower' && line === rows - 1 && !isAtStage;
  return row({
    name: rowName(line),
    count,
    start: onRing(from + edge, at),
    end: onRing(from + turn - edge, at),
    bow: bowOf(at, angle),
    aisleAfter: [middle],
    accessible: isForWheelchairs ? [middle, middle + 2] : [],
    companion: isForWheelchairs ? [middle - 1, middle + 1] : [],
    restrictedView: isAtStage ? numbers(count, () => line < rows / 2) : [],
  });
}
