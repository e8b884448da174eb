import { expect, test } from 'vitest';
import { type PlaceState, SeatSnapshot } from './seat-snapshot.ts';
import { sharedAvailability } from './shared-availability.ts';

const FIRST = 100;
const standing = [{ section: 'Pit', firstPlace: 2, places: 3 }];
const sold = (place: number): PlaceState => ({
  ...{ place, state: 'S', expires: null, holder: 'mina' },
});

test('readers of one version share what they are told; a standing place is only counted', () => {
  const snapshot = new SeatSnapshot('performance', 5, { firstVersion: FIRST, standing });
  const before = sharedAvailability(snapshot, undefined);
  expect(before).toEqual({
    ...{ performanceId: 'performance', version: FIRST, full: true, places: 'AA---' },
    general: [{ section: 'Pit', available: 3 }],
  });
  expect(sharedAvailability(snapshot, FIRST - 1)).toBe(before);
  snapshot.apply([sold(0), sold(3)], 0);
  const after = sharedAvailability(snapshot, FIRST);
  expect(after).toEqual({
    ...{ performanceId: 'performance', version: FIRST + 1, full: false, changed: [[0, 'S']] },
    general: [{ section: 'Pit', available: 2 }],
  });
  expect(sharedAvailability(snapshot, FIRST)).toBe(after);
  expect(sharedAvailability(snapshot, FIRST + 1)).toMatchObject({ full: false, changed: [] });
});

test('all places are told where the changes would take more bytes', () => {
  const snapshot = new SeatSnapshot('performance', 30_000, { firstVersion: FIRST });
  const sellTo = (end: number) =>
    snapshot.apply(
      Array.from({ length: end }, (_, place) => sold(place)),
      0,
    );
  sellTo(2_500);
  expect(sharedAvailability(snapshot, FIRST)).toMatchObject({ full: false });
  sellTo(2_501);
  expect(sharedAvailability(snapshot, FIRST)).toMatchObject({ full: true });
});
