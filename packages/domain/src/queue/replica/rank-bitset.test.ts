import { expect, test } from 'vitest';
import { QueueState } from './queue-state.ts';
import { RankBitset } from './rank-bitset.ts';

test('counts members below a number as a plain list does, across words and blocks', () => {
  const set = new RankBitset();
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

test('a position is one more than the entries in front that wait', () => {
  const state = new QueueState();
  expect(state.positionOf(7)).toBe(7);
  state.left.add(3);
  state.left.add(9);
  expect([state.positionOf(7), state.positionOf(10), state.waits(3), state.waits(4)]).toEqual([
    ...[6, 8, false, true],
  ]);
  state.watermark = 4;
  expect([state.positionOf(5), state.positionOf(7), state.positionOf(10)]).toEqual([1, 3, 5]);
  expect([state.waits(4), state.waits(5)]).toEqual([false, true]);
});

test('half a million of a million entries left: the set takes less than one byte per waiting entry', () => {
  const state = new QueueState();
  for (let number = 2; number <= 1_000_000; number += 2) state.left.add(number);
  expect(state.positionOf(1_000_001)).toBe(500_001);
  expect(state.left.bytes / 500_000).toBeLessThan(1);
});
