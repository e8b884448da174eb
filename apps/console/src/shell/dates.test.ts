import { expect, test } from 'vitest';
import { dayOf } from './dates.ts';

test('a date has the day that its venue has', () => {
  const startsAt = new Date('2026-12-05T16:00:00Z');
  expect(dayOf({ startsAt, timezone: 'Asia/Seoul' })).toBe('2026-12-06');
  expect(dayOf({ startsAt, timezone: 'UTC' })).toBe('2026-12-05');
});
