import { appRouter } from '@frontrow/api/root';
import { expect, test } from 'vitest';
import { isSafeToRepeat, KEYED_MUTATIONS } from '../../src/retry/retry-policy.ts';

/** A zod schema: an object with its fields in `shape`, or a wrapper around another schema. */
interface Schema {
  shape?: object;
  unwrap?: () => Schema;
}

interface Procedure {
  _def: { type: string; inputs: Schema[] };
}

const takesKey = ({ shape, unwrap }: Schema): boolean =>
  shape ? 'idempotencyKey' in shape : unwrap !== undefined && takesKey(unwrap());

test('the client adds a key to exactly the mutations whose input has an idempotencyKey', () => {
  const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;
  const keyed = Object.entries(procedures)
    .filter(([, { _def }]) => _def.type === 'mutation' && _def.inputs.some(takesKey))
    .map(([path]) => path);
  expect(keyed).toContain('payment.pay');
  expect(
    [...KEYED_MUTATIONS].sort(),
    'list them in KEYED_MUTATIONS of packages/sdk/src/retry/retry-policy.ts, and in the README',
  ).toEqual(keyed.sort());
});

/** Mutations that the client does not repeat: without a key, a repeat would have a second effect. */
const NOT_REPEATED = [
  'session.devSignIn',
  'admin.createConcert',
  'admin.updateConcert',
  'admin.createChart',
  'admin.blockPlaces',
  'admin.unblockPlaces',
  'admin.createPerformance',
  'admin.updatePerformance',
  'admin.cancelPerformance',
  'admin.configureQueue',
  'admin.publishDrawValue',
  'admin.createUser',
  'admin.deleteUser',
  'admin.restoreUser',
  'admin.eraseUser',
  'admin.resolveTopUp',
  'admin.redeemTicket',
  'admin.undoRedeem',
];

test('each mutation is repeated after a lost answer, or is listed as one that is not', () => {
  const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;
  const notRepeated = Object.entries(procedures)
    .filter(
      ([path, { _def }]) => _def.type === 'mutation' && !isSafeToRepeat({ path, type: 'mutation' }),
    )
    .map(([path]) => path);
  expect(
    notRepeated.sort(),
    'add a new mutation to KEYED_MUTATIONS or REPEATABLE_MUTATIONS of packages/sdk/src/retry/retry-policy.ts, or to NOT_REPEATED here',
  ).toEqual(NOT_REPEATED.sort());
});
