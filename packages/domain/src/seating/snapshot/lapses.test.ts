import { expect, test } from 'vitest';
import { Lapses } from './lapses.ts';

test('places come out in the order of their times, whatever the order they came in', () => {
  const lapses = new Lapses();
  const times = Array.from({ length: 500 }, (_, place) => (place * 7_919) % 1_009);
  const expected: number[] = [];
  for (const [place, time] of times.entries()) {
    lapses.add(place, time);
    expected.push(time);
    // Some leave while others still come.
    if (place % 3 === 2) {
      expected.sort((a, b) => a - b);
      expect(lapses.next).toBe(expected[0]);
      expect(times[lapses.take() ?? -1]).toBe(expected.shift());
    }
  }
  expected.sort((a, b) => a - b);
  while (lapses.size > 0) expect(times[lapses.take() ?? -1]).toBe(expected.shift());
  expect([expected, lapses.next, lapses.take()]).toEqual([[], Number.POSITIVE_INFINITY, undefined]);
});
