import { NUMBERING } from '../document.ts';
import { blockShape, type Draft, documentOf, rectangle, seatsInRows } from './parts.ts';

/** A club: people stand before a small stage, a balcony runs around the back. */
export const club = () =>
  documentOf(
    {
      width: 1_600,
      height: 1_500,
      focus: [800, 240],
      stage: { outline: rectangle([500, 60], [1_100, 240]), label: 'Stage' },
    },
    [
      {
        name: 'Floor',
        category: 'Standing',
        outline: rectangle([380, 290], [1_220, 900]),
        shape: { kind: 'STANDING', capacity: 600 },
      },
      platform,
      {
        name: 'Balcony',
        category: 'Balcony',
        outline: rectangle([280, 1_040], [1_320, 1_360]),
        shape: blockShape({
          ...{ at: [800, 1_080], rows: 3, seats: 26, rowSpacing: 70, bow: 90 },
          // The aisles take a seat each: 27 spaces are 960 units.
          ...{ spacing: 35.56, aisles: [8, 18] },
        }),
      },
      side('Balcony left', 190),
      side('Balcony right', 1_410),
    ],
  );

const platform: Draft = {
  name: 'Platform',
  category: 'Platform',
  outline: rectangle([560, 930], [1_040, 1_010]),
  shape: blockShape({
    ...{ at: [800, 970], rows: 1, seats: 8, spacing: 50, aisles: [4] },
    numbering: { ...NUMBERING, firstRow: 15 },
    marks: {
      accessible: seatsInRows({ 0: [1, 3, 5, 7] }),
      companion: seatsInRows({ 0: [2, 4, 6, 8] }),
      restrictedView: [],
    },
  }),
};

/** Two rows along a wall. The first seats are beside the stage and see a part of it only. */
const side = (name: string, x: number): Draft => ({
  name,
  category: 'Balcony',
  outline: rectangle([x - 60, 270], [x + 60, 1_030]),
  shape: blockShape({
    ...{ at: [x < 800 ? x + 30 : x - 30, 650], angle: x < 800 ? 90 : -90 },
    ...{ rows: 2, seats: 11, spacing: 66, rowSpacing: 60 },
    numbering: { ...NUMBERING, isFromRight: x > 800 },
    marks: {
      accessible: [],
      companion: [],
      restrictedView: seatsInRows({ 0: [1, 2], 1: [1, 2] }),
    },
  }),
});
