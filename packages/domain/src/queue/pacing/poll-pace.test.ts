import { describe, expect, test } from 'vitest';
import { pollAfter, pollAfterInPrequeue, pollPace } from './poll-pace.ts';

const settings = { pollAfterSeconds: 5, passSeconds: 60, waiting: 2_000, pollsPerSecond: 2_000 };

describe('pollAfter', () => {
  const pace = pollPace(settings);
  test.for([
    [null, 5],
    [1, 5],
    [500, 5],
    [501, 6],
    [1_000, 10],
    [2_000, 20],
    [3_000, 30],
    [1_000_000, 30],
  ] as const)('at position %s: %i seconds', ([position, seconds]) => {
    expect(pollAfter(position, pace)).toBe(seconds);
  });

  test('never more than half of what a pass lasts, whatever the settings', () => {
    for (const passSeconds of [2, 3, 10, 61, 600]) {
      for (const position of [null, 1, 700, 10_000_000]) {
        for (const waiting of [1, 700, 10_000_000]) {
          const tight = pollPace({ ...settings, passSeconds, waiting, pollsPerSecond: 1 });
          const seconds = pollAfter(position, tight);
          expect(seconds).toBeLessThanOrEqual(passSeconds / 2);
          expect(seconds).toBeGreaterThanOrEqual(1);
          expect(pollAfterInPrequeue(waiting, tight, 1)).toBeLessThanOrEqual(passSeconds / 2);
        }
      }
    }
  });

  test.for([1_000, 10_000, 50_000, 55_000])(
    'the polls of %i stay under the rate, where half a pass allows it',
    (waiting) => {
      for (const pollsPerSecond of [waiting / 28, 2_000, 5_000]) {
        if (pollsPerSecond < waiting / 29) continue;
        const paced = pollPace({ ...settings, waiting, pollsPerSecond });
        let rate = 0;
        for (let position = 1; position <= waiting; position++)
          rate += 1 / pollAfter(position, paced);
        expect(rate).toBeLessThanOrEqual(pollsPerSecond);
      }
    },
  );

  test('nobody nearer to the front is asked to wait longer', () => {
    const paced = pollPace({ ...settings, waiting: 50_000 });
    for (let position = 2; position < 50_000; position += 7) {
      expect(pollAfter(position - 1, paced)).toBeLessThanOrEqual(pollAfter(position, paced));
    }
  });
});
