import { expect, test } from 'vitest';
import { type Places, placesAfter } from './places.ts';

const known: Places = {
  ...{ performanceId: 'p', version: 7, full: true, places: 'AAHS-', general: [], mine: [] },
};

test('a whole answer replaces what is known', () => {
  const answer = { ...known, version: 9, places: 'SSSS-' };
  expect(placesAfter(known, answer)).toBe(answer);
  expect(placesAfter(null, answer)).toBe(answer);
});

test('changes are put in their places', () => {
  const { places: _, ...rest } = known;
  const answer: Places = {
    ...rest,
    version: 8,
    full: false,
    changed: [
      [0, 'S'],
      [2, 'A'],
    ],
  };
  expect(placesAfter(known, answer)).toMatchObject({ version: 8, full: true, places: 'SAAS-' });
});

test('changes of another performance, or of nothing, cannot be applied', () => {
  const { places: _, ...rest } = known;
  const answer: Places = { ...rest, version: 8, full: false, changed: [[0, 'S']] };
  expect(placesAfter(null, answer)).toBeNull();
  expect(placesAfter(known, { ...answer, performanceId: 'q' })).toBeNull();
});
