import { problemsOf } from '@frontrow/contract/chart/check-drawing';
import { drawing } from '@frontrow/contract/chart/drawing';
import { placesOf } from '@frontrow/contract/chart/layout';
import { plainDrawing } from '@frontrow/database/seating/plain-drawing';
import { arena } from '@frontrow/database/seeds/venues/arena';
import { club } from '@frontrow/database/seeds/venues/club';
import { theatre } from '@frontrow/database/seeds/venues/theatre';
import { expect, test } from 'vitest';

test.each([
  ['the club', club(), 600, 750],
  ['the theatre', theatre(), 900, 1_100],
  ['the arena', arena(), 18_000, 18_010],
])('%s of the demo is a drawing without faults', (...[, venue, least, most]) => {
  expect(drawing.parse(venue)).toEqual(venue);
  expect(problemsOf(venue)).toEqual([]);
  expect(placesOf(venue)).toBeGreaterThanOrEqual(least);
  expect(placesOf(venue)).toBeLessThanOrEqual(most);
});

test('a drawing of sections of straight rows is a good drawing, whatever their sizes', () => {
  const sections = (count: number, rows: number, seatsPerRow: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `S ${n}`, rows, seatsPerRow }));
  for (const sizes of [
    sections(0, 0, 0),
    sections(1, 1, 1),
    sections(1, 1_000, 100),
    sections(1, 100, 1_000),
    sections(500, 1, 200),
    sections(500, 20, 1),
    sections(100, 100, 1),
    sections(100, 1, 1_000),
    [...sections(3, 1_000, 33), { name: 'Last', rows: 1, seatsPerRow: 1_000 }],
  ]) {
    const drawn = plainDrawing(sizes);
    expect(problemsOf(drawn)).toEqual([]);
    expect(drawing.safeParse(drawn).success).toBe(true);
  }
});
