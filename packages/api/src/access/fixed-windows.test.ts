import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FixedWindows } from './fixed-windows.ts';

const WINDOW = 10_000;

test('takes as much as it may in a window that begins with the first, and tells when that ends', () => {
  const windows = new FixedWindows(3, WINDOW);
  expect(windows.take('a', 2, 5_000)).toBe(0);
  expect(windows.take('a', 1, 6_000)).toBe(0);
  expect(windows.take('a', 1, 7_000)).toBe(8_000);
  expect(windows.take('b', 3, 7_000)).toBe(0);
  expect(windows.take('a', 1, 14_999)).toBe(1);
  expect(windows.take('a', 3, 15_000)).toBe(0);
});

test('a key that asks for more than there is at once is refused', () => {
  expect(new FixedWindows(3, WINDOW).take('a', 4, 0)).toBe(WINDOW);
});

test('counts as one window for each key does, whatever is asked for and when', () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    amount: fc.integer({ min: 1, max: 4 }),
    after: fc.oneof(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 40_000 })),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const windows = new FixedWindows(7, WINDOW);
      const model = new Map<string, { taken: number; endsAt: number }>();
      let now = 0;
      for (const { key, amount, after } of steps) {
        now += after;
        let expected = model.get(key);
        if (!expected || now >= expected.endsAt) expected = { taken: 0, endsAt: now + WINDOW };
        expected.taken += amount;
        model.set(key, expected);
        const left = expected.taken > 7 ? expected.endsAt - now : 0;
        expect(windows.take(key, amount, now)).toBe(left);
      }
    }),
  );
});
