import type { Drawing } from '@frontrow/contract/chart/drawing';
import { rowName } from '@frontrow/contract/chart/row-names';
import { corner, numbers, rectangle, row } from './shapes.ts';

const WIDTH = 1_600;
const HEIGHT = 1_500;
const MIDDLE = WIDTH / 2;

/** A club: people stand before a small stage, a balcony runs around the back. 600 standing, 130 seats. */
export const club = (): Drawing => ({
  width: WIDTH,
  height: HEIGHT,
  focus: [MIDDLE, 240],
  stage: { outline: rectangle([500, 60], [1_100, 240]), label: 'Stage' },
  sections: [
    {
      name: 'Floor',
      category: 'Standing',
      kind: 'GENERAL',
      outline: rectangle([380, 290], [1_220, 900]),
      capacity: 600,
    },
    platform(),
    {
      name: 'Balcony',
      category: 'Balcony',
      kind: 'SEATED',
      outline: [
        [280, 1_040],
        [1_320, 1_040],
        [1_320, 1_360],
        [280, 1_360],
      ],
      rows: Array.from({ length: 3 }, (_, index) =>
        row({
          name: rowName(index),
          count: 26,
          start: corner(320, 1_080 + 70 * index),
          end: corner(WIDTH - 320, 1_080 + 70 * index),
          bow: 90,
          aisleAfter: [8, 18],
        }),
      ),
    },
    side('Balcony left', 190),
    side('Balcony right', WIDTH - 190),
  ],
});

/** A raised row behind the floor, with places for wheelchairs and who comes along. */
const platform = (): Drawing['sections'][number] => ({
  name: 'Platform',
  category: 'Platform',
  kind: 'SEATED',
  outline: rectangle([560, 930], [1_040, 1_010]),
  rows: [
    row({
      name: 'P',
      count: 8,
      start: [600, 970],
      end: [1_000, 970],
      aisleAfter: [4],
      accessible: numbers(8, (number) => number % 2 === 1),
      companion: numbers(8, (number) => number % 2 === 0),
    }),
  ],
});

/** One row along a wall. The first seats are beside the stage and see a part of it only. */
const side = (name: string, x: number): Drawing['sections'][number] => ({
  name,
  category: 'Balcony',
  kind: 'SEATED',
  outline: rectangle([x - 60, 270], [x + 60, 1_030]),
  rows: [0, 1].map((index) =>
    row({
      name: rowName(index),
      count: 11,
      // The first row is the one nearer to the floor.
      start: corner(x + (x < MIDDLE ? 1 : -1) * (30 - 60 * index), 320),
      end: corner(x + (x < MIDDLE ? 1 : -1) * (30 - 60 * index), 980),
      restrictedView: [1, 2],
    }),
  ),
});
