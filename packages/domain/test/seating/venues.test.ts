import { drawing } from '@frontrow/contract/chart/drawing';
import { placesOf } from '@frontrow/contract/chart/layout';
import { arena } from '@frontrow/database/seeds/venues/arena';
import { club } from '@frontrow/database/seeds/venues/club';
import { theatre } from '@frontrow/database/seeds/venues/theatre';
import { expect, test } from 'vitest';
import { problemsOf } from '../../src/seating/check-drawing.ts';

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
