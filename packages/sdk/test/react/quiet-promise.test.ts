import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { quiet } from '../../src/react/quiet-promise.ts';

const unhandled = vi.fn();
beforeEach(() => {
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});
afterEach(() => void process.off('unhandledRejection', unhandled));

const refused = () => quiet(Promise.reject(new Error('refused')));

test('promises that are chained to a refused one and that nobody awaits cause no unhandled rejection', async () => {
  const chained = refused().then(() => 'held');
  void chained.then(() => 'paid').finally(() => {});
  void refused();
  void refused().finally(() => {});
  await turn();
  await turn();
  expect(unhandled).not.toHaveBeenCalled();
});

test('awaiting one still throws, and its value comes through', async () => {
  await expect(refused()).rejects.toThrow('refused');
  await expect(refused().then(() => 1)).rejects.toThrow('refused');
  expect(await refused().catch(() => 'caught')).toBe('caught');
  expect(await quiet(Promise.resolve(1)).then((value) => value + 1)).toBe(2);
  const all = await Promise.allSettled([refused(), quiet(Promise.resolve(3))]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});
