import type { ChartRow, Drawing } from '@frontrow/contract/chart/drawing';
import { rowName } from '@frontrow/contract/chart/row-names';
import { corner, numbers, rectangle, row } from './shapes.ts';

const WIDTH = 3_000;
const HEIGHT = 2_800;
const MIDDLE = WIDTH / 2;
/** The space of one seat. */
const SEAT = 46;

/** A theatre: curved stalls with two aisles, a circle behind them, boxes on both sides. About 1,000 seats. */
export const theatre = (): Drawing => ({
  width: WIDTH,
  height: HEIGHT,
  focus: [MIDDLE, 420],
  stage: {
    outline: [
      [800, 100],
      [2_200, 100],
      [2_050, 420],
      [950, 420],
    ],
    label: 'Stage',
  },
  sections: [
    {
      name: 'Stalls',
      category: 'Stalls',
      kind: 'SEATED',
      outline: [
        [840, 500],
        [2_160, 500],
        [2_540, 1_960],
        [460, 1_960],
      ],
      rows: Array.from({ length: 18 }, (_, index) => stalls(index)),
    },
    {
      name: 'Circle',
      category: 'Circle',
      kind: 'SEATED',
      outline: [
        [540, 2_030],
        [2_460, 2_030],
        [2_620, 2_720],
        [380, 2_720],
      ],
      rows: Array.from({ length: 8 }, (_, index) =>
        curved(index, { count: 38 + index, y: 2_080 + 62 * index, bow: 140 }),
      ),
    },
    ...[0, 1, 2, 3].flatMap((index) => [box(index, 'left'), box(index, 'right')]),
  ],
});

/** The last row has places for wheelchairs at both aisles, each with a seat for who comes along. */
function stalls(index: number): ChartRow {
  const count = 24 + index;
  const line = curved(index, { count, y: 560 + 74 * index, bow: 60 + 2 * index });
  if (index < 17) return line;
  return { ...line, accessible: [1, 3, count - 2, count], companion: [2, 4, count - 3, count - 1] };
}

function curved(
  index: number,
  { count, y, bow }: { count: number; y: number; bow: number },
): ChartRow {
  const half = ((count + 1) * SEAT) / 2;
  const side = Math.floor(count / 4);
  return row({
    name: rowName(index),
    count,
    start: corner(MIDDLE - half, y),
    end: corner(MIDDLE + half, y),
    bow,
    aisleAfter: [side, count - side],
  });
}

/** A box of two rows. The nearer it is to the stage, the less of it can be seen. */
function box(index: number, side: 'left' | 'right'): Drawing['sections'][number] {
  const y = 620 + 320 * index;
  const x = (offset: number) => (side === 'left' ? 260 + offset : WIDTH - 260 - offset);
  const edges = [x(-60), x(160)].sort((a, b) => a - b);
  return {
    name: `Box ${side} ${index + 1}`,
    category: 'Boxes',
    kind: 'SEATED',
    outline: rectangle([edges[0] ?? 0, y - 50], [edges[1] ?? 0, y + 210]),
    rows: [0, 1].map((line) =>
      row({
        name: rowName(line),
        count: 4,
        start: corner(x(100 - 100 * line), y),
        end: corner(x(100 - 100 * line), y + 160),
        restrictedView: numbers(4, () => index === 0 || line === 1),
      }),
    ),
  };
}
