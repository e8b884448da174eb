import { expect, test } from 'vitest';
import { waitRangeOf } from './wait-range.ts';

test.each([
  [[20, 50], { fromMinutes: 1, toMinutes: 1 }],
  [[545, 800], { fromMinutes: 9, toMinutes: 15 }],
  [[60 * 22, 60 * 41], { fromMinutes: 20, toMinutes: 45 }],
  [[3600 * 1.5, 3600 * 2.1], { fromMinutes: 90, toMinutes: 135 }],
] as const)('a wait of %j seconds is told as %j', (seconds, told) => {
  expect(waitRangeOf(seconds)).toEqual(told);
});
