import { expect, test } from 'vitest';
import { LoopTime } from './loop-time.ts';

test('goes on as the clock does, and leaves out most of a pause of the process', () => {
  let clock = 1_000;
  const time = new LoopTime(() => clock);
  const start = time.now();
  clock += 40;
  expect(time.now() - start).toBe(40);
  clock += 150;
  expect(time.now() - start).toBe(190);
  clock += 60_000;
  expect(time.now() - start).toBe(390);
  expect(time.now() - start).toBe(390);
  clock += 10;
  expect(time.now() - start).toBe(400);
});
