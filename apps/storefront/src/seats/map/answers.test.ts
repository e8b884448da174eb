import { expect, test } from 'vitest';
import { answerOf } from './answers.ts';

const NONE = new Map<string, number>();
const state = (places: string, mine: number[] = []) => ({
  ...{ performanceId: 'date', places, mine, changed: null },
  general: [{ section: 'Pit', available: 3 }],
});

test('seats that the visitor holds can be chosen, those of others and paid ones cannot', () => {
  expect(answerOf(state('AHHS', [2, 3]), NONE, null)).toMatchObject({
    ...{ places: 'AHAS', mine: [2, 3] },
  });
});

test('an answer about changes has these places alone', () => {
  const answer = answerOf(state('AHHS', [2]), NONE, [1, 2]);
  expect(answer.changed).toEqual([
    [1, 'H'],
    [2, 'A'],
  ]);
  expect(answer.places).toBeUndefined();
});

test('held standing places count as left', () => {
  expect(answerOf(state('-'), new Map([['Pit', 2]]), null).general).toEqual([
    { section: 'Pit', available: 5 },
  ]);
});
