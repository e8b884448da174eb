import { expect, test } from 'vitest';
import { ChangeLog } from './change-log.ts';

test('each place that changed after a version is told once, in order', () => {
  const log = new ChangeLog(10, 100);
  for (const [version, place] of [
    [101, 7],
    [101, 3],
    [102, 7],
    [104, 1],
  ] as const) {
    log.add(version, place);
  }
  expect([100, 101, 102, 103, 104].map((version) => log.since(version))).toEqual([
    [1, 3, 7],
    [1, 7],
    [1],
    [1],
    [],
  ]);
});

test('old versions are forgotten whole, so that none is known in part', () => {
  const log = new ChangeLog(10, 0);
  for (let version = 1; version <= 5_000; version++) {
    for (const place of [1, 2, 3]) log.add(version, place);
  }
  const { firstVersion } = log;
  expect(firstVersion).toBeGreaterThan(3_000);
  expect(firstVersion).toBeLessThan(4_400);
  expect(log.since(firstVersion)).toEqual([1, 2, 3]);
  expect(log.since(4_999)).toEqual([1, 2, 3]);
  log.clear(5_001);
  expect([log.firstVersion, log.since(5_001)]).toEqual([5_001, []]);
});
