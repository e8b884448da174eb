import { expect, test } from 'vitest';
import { randomOf } from './random.ts';

const first = (text: string) => Array.from({ length: 3 }, randomOf(text));

test('the same id gives the same numbers, and ids that differ in the last letter give others', () => {
  const id = '01920000-0000-7000-8000-000000000101';
  expect(first(id)).toEqual(first(id));
  expect(first(id)).not.toEqual(first(id.replace(/1$/, '2')));
  for (const number of first(id)) expect(number >= 0 && number < 1).toBe(true);
});
