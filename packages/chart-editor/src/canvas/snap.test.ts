import { expect, test } from 'vitest';
import { templates } from '../model/templates/templates.ts';
import { GRID, snapMove, snapTurn } from './snap.ts';

const club = templates.club();
const platform = new Set(
  club.sections.filter(({ name }) => name === 'Platform').map(({ id }) => id),
);
/** The platform with its outline. */
const box = [560, 930, 1_040, 1_010] as const;

test.for([
  ['nothing is near: to the grid', [53, 0], [50, 0], []],
  ['its middle near the middle of the sheet', [-4, 0], [0, 0], [{ axis: 'y', at: 800 }]],
  ['its right edge near the left edge of a side', [306, 41], [310, 40], [{ axis: 'y', at: 1_350 }]],
  [
    'its upper edge near the lower edge of the floor',
    [40, -27],
    [40, -30],
    [{ axis: 'x', at: 900 }],
  ],
] as const)('%s', ([, by, expected, guides]) => {
  const found = snapMove(club, { box, by, moved: platform, reach: 8 });
  expect(found.by).toEqual(expected);
  expect(found.guides).toEqual(guides);
});

test('without reach everything goes to the grid', () => {
  const { by, guides } = snapMove(club, { box, by: [-4, 27], moved: platform, reach: -1 });
  expect(guides).toEqual([]);
  expect(by.map((value) => Math.abs(value % GRID))).toEqual([0, 0]);
});

test('a turn goes by steps of 15 degrees', () => {
  expect([7, 8, -7.4, -7.6, 352].map(snapTurn).map((degrees) => degrees + 0)).toEqual([
    0, 15, 0, -15, 345,
  ]);
});
