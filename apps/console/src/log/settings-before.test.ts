import { expect, test } from 'vitest';
import { settingsBefore } from './settings-before.ts';

test('what an action of the queue changed can be put back, setting by setting', () => {
  const details = {
    ...{ maxActive: 600, message: 'Soon', opensAt: '2031-01-01T00:00:00.000Z' },
    from: { maxActive: 500, message: null, opensAt: '2030-01-01T00:00:00.000Z' },
  };
  expect(settingsBefore({ action: 'configureQueue', details })).toEqual({
    ...{ maxActive: 500, message: null },
  });
});

test.each([
  ['another action', 'refund', { amount: 5, from: { amount: 4 } }],
  ['an older action, which does not tell what was before', 'configureQueue', { maxActive: 5 }],
  ['an opening', 'configureQueue', { opensAt: 'b', from: { opensAt: 'a' } }],
] as const)('%s cannot', (_, action, details) => {
  expect(settingsBefore({ action, details })).toBeNull();
});
