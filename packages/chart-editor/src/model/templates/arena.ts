import type { ArcShape, Marks } from '../document.ts';
import { seatsOfArcRow } from '../shape/arc-rows.ts';
import {
  arcShape,
  blockShape,
  type Draft,
  documentOf,
  rectangle,
  seatsInRows,
  upTo,
} from './parts.ts';

const SIZE = 6_400;
/** The bowl is open at the stage: it goes from -150 to 150 degrees. */
const BOWL = 300;

/** An arena of 18,000: six blocks on the floor, two tiers of a bowl that is open at the stage. */
export const arena = () =>
  documentOf(
    {
      width: SIZE,
      height: SIZE,
      focus: [SIZE / 2, 2_050],
      stage: { outline: rectangle([2_500, 1_500], [3_900, 2_050]), label: 'Stage' },
    },
    [
      ...upTo(6).map((number) => floor(number - 1)),
      ...tier({ name: 'Lower', category: 'Lower tier', blocks: 16, rows: 19, radius: 1_560 }),
      ...tier({ name: 'Upper', category: 'Upper tier', blocks: 20, rows: 18, radius: 2_420 }),
    ],
  );

/** Three blocks by two, with walkways between them. */
function floor(index: number): Draft {
  const left = 2_200 + (index % 3) * 690;
  const top = 2_180 + Math.floor(index / 3) * 960;
  return {
    name: `Floor ${'ABCDEF'[index]}`,
    category: 'Floor',
    outline: rectangle([left - 20, top - 20], [left + 640, top + 880]),
    shape: blockShape({
      ...{ at: [left + 310, top], rows: 22, seats: 20, spacing: 31, rowSpacing: 40 },
      aisles: [10],
    }),
  };
}

interface Tier {
  name: string;
  category: string;
  blocks: number;
  rows: number;
  radius: number;
}

/** The last row of the lower tier has places for wheelchairs; the blocks at the stage see it from the side. */
function tier({ name, category, blocks, rows, radius }: Tier): Draft[] {
  const turn = BOWL / blocks;
  return upTo(blocks).map((number) => {
    const isAtStage = number === 1 || number === blocks;
    const shape = arcShape({
      ...{ centre: [SIZE / 2, SIZE / 2], radius, rows, rowSpacing: 42, spacing: 26.7 },
      ...{ from: turn * (number - 1) - BOWL / 2, turn, edge: 1, aisles: [0.5] },
    });
    const marks = isAtStage ? fromTheSide(shape) : name === 'Lower' ? wheelchairs(shape) : {};
    return {
      name: `${name} ${number}`,
      category,
      outline: 'AROUND',
      shape: { ...shape, marks: { ...shape.marks, ...marks } },
    };
  });
}

const fromTheSide = (shape: ArcShape): Partial<Marks> => ({
  restrictedView: upTo(Math.ceil(shape.rows / 2)).map((row) =>
    upTo(seatsOfArcRow(shape, row - 1)).map((number) => number - 1),
  ),
});

function wheelchairs(shape: ArcShape): Partial<Marks> {
  const last = shape.rows - 1;
  const middle = Math.floor(seatsOfArcRow(shape, last) / 2);
  return {
    accessible: seatsInRows({ [last]: [middle, middle + 2] }),
    companion: seatsInRows({ [last]: [middle - 1, middle + 1] }),
  };
}
