import { expect, test } from 'vitest';
import { localValue, timeIn } from './local-time.ts';

test('a time goes into a field and comes back, in whichever zone this device is', () => {
  const time = new Date('2026-12-05T09:30:00.000Z');
  expect(localValue(time)).toMatch(/^2026-12-0[456]T\d\d:\d\d$/);
  expect(timeIn(localValue(time))).toEqual(time);
  expect([localValue(null), timeIn('')]).toEqual(['', null]);
});
