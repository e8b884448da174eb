import { appRouter } from '@frontrow/api/root';
import { OPERATOR_ACTIONS } from '@frontrow/contract/operations';
import { expect, test } from 'vitest';

test('every mutation of an operator has a name in the log of actions', () => {
  const procedures = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: string } }
  >;
  const mutations = Object.entries(procedures)
    .filter(([path, { _def }]) => path.startsWith('admin.') && _def.type === 'mutation')
    .map(([path]) => path.replace('admin.', ''));
  expect(mutations).toContain('refund');
  expect(
    mutations.filter((name) => !(OPERATOR_ACTIONS as readonly string[]).includes(name)),
    'add them to OPERATOR_ACTIONS of packages/contract/src/operations.ts, and call recordAction in the use case',
  ).toEqual([]);
});
