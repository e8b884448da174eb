import { expect, test } from 'vitest';
import { isStalePlan, prepareAnew, preparedAs } from './stale-plans.ts';

test('a statement that was found stale has a new name and text; one failure counts once', () => {
  const statement = { name: 'of-the-test', text: 'select 1 -- one' };
  const first = preparedAs(statement);
  expect(first).toEqual(statement);
  // Two connections find the same plan stale.
  prepareAnew(statement, first);
  prepareAnew(statement, first);
  const second = preparedAs(statement);
  expect(second).toEqual({ name: 'of-the-test#1', text: 'select 1 -- one\n-- 1' });
  prepareAnew(statement, second);
  expect(preparedAs(statement).name).toBe('of-the-test#2');
  expect(preparedAs({ ...statement, name: 'another' }).name).toBe('another');
});

test('what Postgres refuses for other reasons is no stale plan', () => {
  const from = (routine: string) => Object.assign(new Error('of a test'), { routine });
  expect(isStalePlan(from('RevalidateCachedQuery'))).toBe(true);
  expect(isStalePlan(Object.assign(new Error('x'), { code: '0A000' }))).toBe(false);
  for (const error of [from('_bt_check_unique'), new Error('x'), 'RevalidateCachedQuery', null]) {
    expect(isStalePlan(error)).toBe(false);
  }
});
