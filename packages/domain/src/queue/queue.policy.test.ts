import { describe, expect, test } from 'vitest';
import { estimateWait, pollAfter } from './queue.policy.ts';

describe('pollAfter', () => {
  const settings = { pollAfterSeconds: 5, passSeconds: 60 };
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
    expect(pollAfter(position, settings)).toBe(seconds);
  });

  test('never more than half of what a pass lasts, whatever the settings', () => {
    for (const passSeconds of [2, 3, 10, 61, 600]) {
      for (const position of [null, 1, 700, 10_000_000]) {
        const seconds = pollAfter(position, { pollAfterSeconds: 5, passSeconds });
        expect(seconds).toBeLessThanOrEqual(passSeconds / 2);
        expect(seconds).toBeGreaterThanOrEqual(1);
      }
    }
  });
});

describe('estimateWait', () => {
  test.for([
    [null, 100, null],
    [10, 0, null],
    [1, 60, 1],
    [100, 60, 100],
    [1_000, 500, 120],
  ] as const)('position %s at %i a minute: %s seconds', ([position, admitted, seconds]) => {
    expect(estimateWait(position, admitted)).toBe(seconds);
  });
});
