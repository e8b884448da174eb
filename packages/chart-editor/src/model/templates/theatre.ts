import type { Point } from '@frontrow/contract/chart/geometry';
import { NO_MARKS, NUMBERING } from '../document.ts';
import { blockShape, type Draft, documentOf, rectangle, seatsInRows, upTo } from './parts.ts';

const WIDTH = 3_000;

/** A theatre: curved stalls with two aisles, a circle behind them, boxes on both sides. */
export const theatre = () =>
  documentOf(
    {
      width: WIDTH,
      height: 2_800,
      focus: [WIDTH / 2, 420],
      stage: {
        outline: [
          [800, 100],
          [2_200, 100],
          [2_050, 420],
          [950, 420],
        ],
        label: 'Stage',
      },
    },
    [stalls, circle, ...[0, 1, 2, 3].flatMap((index) => [box(index, 'left'), box(index, 'right')])],
  );

/** The last row has places for wheelchairs at both aisles, each with a seat for who comes along. */
const stalls: Draft = {
  name: 'Stalls',
  category: 'Stalls',
  outline: [
    [840, 500],
    [2_160, 500],
    [2_540, 1_960],
    [460, 1_960],
  ],
  shape: blockShape({
    ...{ at: [WIDTH / 2, 560], rows: 18, seats: 24, seatsMore: 1, spacing: 46, rowSpacing: 74 },
    ...{ bow: 60, bowMore: 2, aisles: [0.25, 0.75] },
    marks: {
      accessible: seatsInRows({ 17: [1, 3, 39, 41] }),
      companion: seatsInRows({ 17: [2, 4, 38, 40] }),
      restrictedView: [],
    },
  }),
};

const circle: Draft = {
  name: 'Circle',
  category: 'Circle',
  outline: [
    [540, 2_030],
    [2_460, 2_030],
    [2_620, 2_720],
    [380, 2_720],
  ],
  shape: blockShape({
    ...{ at: [WIDTH / 2, 2_080], rows: 8, seats: 38, seatsMore: 1, spacing: 46, rowSpacing: 62 },
    ...{ bow: 140, aisles: [0.25, 0.75] },
  }),
};

/** A box of two rows. The nearer it is to the stage, the less of it can be seen. */
function box(index: number, side: 'left' | 'right'): Draft {
  const isLeft = side === 'left';
  const y = 620 + 320 * index;
  const x = isLeft ? 360 : WIDTH - 360;
  const corners: [Point, Point] = isLeft
    ? [
        [200, y - 50],
        [420, y + 210],
      ]
    : [
        [WIDTH - 420, y - 50],
        [WIDTH - 200, y + 210],
      ];
  return {
    name: `Box ${side} ${index + 1}`,
    category: 'Boxes',
    outline: rectangle(...corners),
    shape: blockShape({
      ...{ at: [x, y + 80], angle: isLeft ? 90 : -90 },
      ...{ rows: 2, seats: 4, spacing: 53.3, rowSpacing: 100 },
      numbering: { ...NUMBERING, isFromRight: !isLeft },
      marks: {
        ...NO_MARKS,
        restrictedView: seatsInRows(index === 0 ? { 0: upTo(4), 1: upTo(4) } : { 1: upTo(4) }),
      },
    }),
  };
}
