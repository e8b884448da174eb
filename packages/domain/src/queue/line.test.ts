import { expect, test } from 'vitest';
import { Line, NumberSet } from './line.ts';

test('counts as a plain list does, over blocks, words and their edges', () => {
  const set = new NumberSet();
  const plain = new Set<number>();
  const edges = [1, 31, 32, 33, 63, 64, 511, 512, 513, 1023, 1024, 5_000, 5_119, 5_120, 20_000];
  const counts = () => {
    for (const at of [0, ...edges, 20_001, 99_999]) {
      expect(set.countBelow(at)).toBe([...plain].filter((number) => number < at).length);
    }
  };
  for (const number of edges) {
    set.add(number);
    set.add(number);
    plain.add(number);
    counts();
  }
  set.addRange(500, 1_100);
  for (let number = 500; number <= 1_100; number++) plain.add(number);
  counts();
  expect(set.size).toBe(plain.size);
  for (let number = 0; number <= 20_100; number++) expect(set.has(number)).toBe(plain.has(number));
});

test('a position is what waits in front, and one', () => {
  const line = new Line();
  expect(line.positionOf(7)).toBe(7);
  line.left.add(3);
  line.left.add(9);
  expect([line.positionOf(7), line.positionOf(10), line.has(3), line.has(4)]).toEqual([
    ...[6, 8, false, true],
  ]);
  line.watermark = 4;
  expect([line.positionOf(5), line.positionOf(7), line.positionOf(10)]).toEqual([1, 3, 5]);
  expect([line.has(4), line.has(5)]).toEqual([false, true]);
});

test('a million who wait, half of whom left, take a bit each and four bytes for 512', () => {
  const line = new Line();
  for (let number = 2; number <= 1_000_000; number += 2) line.left.add(number);
  expect(line.positionOf(1_000_001)).toBe(500_001);
  expect(line.left.bytes / 500_000).toBeLessThan(1);
});
