import { expect, test } from 'vitest';
import { changesIn, written } from './changes.ts';

test('an action of the queue tells what was before', () => {
  expect(
    changesIn({ maxActive: 600, paused: true, from: { maxActive: 500, paused: false } }),
  ).toEqual([
    { name: 'maxActive', from: 500, to: 600 },
    { name: 'paused', from: false, to: true },
  ]);
});

test('an older action does not', () => {
  expect(changesIn({ maxActive: 600 })).toEqual([{ name: 'maxActive', from: undefined, to: 600 }]);
});

test.each([
  [1_500, '1,500'],
  [null, '–'],
  [true, 'on'],
  [{ a: 1 }, '{"a":1}'],
] as const)('%j is written as %s', (value, text) => {
  expect(written(value)).toBe(text);
});

test('what was left empty is left out, and the queue of a new concert is told setting by setting', () => {
  const details = { title: 'T', description: '', imageUrl: null, queue: { maxActive: 5 } };
  expect(changesIn(details).map(({ name }) => name)).toEqual(['title', 'maxActive']);
});
