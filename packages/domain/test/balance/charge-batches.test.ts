import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chargeOutcomeOf, chargersOf } from '../../testing/batches/chargers.ts';
import { failInserts } from '../../testing/batches/failures.ts';
import { answersByTransaction, rowsByTransaction } from '../../testing/batches/transactions.ts';
import { lockRow } from '../../testing/locks.ts';
import { createWorld, SETTINGS, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

const { maxBalance } = SETTINGS;
const entriesOf = (name: string) => rowsByTransaction(world, 'ledger_entry', name);
const answersOf = (name: string) => answersByTransaction(world, 'ledger_entry', name);

test('charges that come together are credited by one statement, each with its own entry', async () => {
  const { callers, charge } = await chargersOf(world, 'together', 20);
  const charged = await Promise.all(callers.map((_, n) => charge(n, 1_000 + n)));
  expect(charged.map(({ amount }) => amount)).toEqual(callers.map((_, n) => 1_000 + n));
  expect(await entriesOf('together')).toEqual([20]);
  for (const [n, caller] of callers.entries()) {
    const { items } = await world.services.balance.history(caller, { limit: 10 });
    const entry = { id: charged[n]?.entryId, type: 'CHARGE', amount: 1_000 + n };
    expect(items).toMatchObject([{ ...entry, balanceAfter: 1_000 + n, topUpId: null }]);
  }
});

test('more than a batch holds go in several, and each is credited once', async () => {
  const { callers, charge, balances } = await chargersOf(world, 'many', 70);
  await Promise.all(callers.map((_, n) => charge(n, 5)));
  expect(await balances()).toEqual(callers.map(() => 5));
  expect((await entriesOf('many')).length).toBeLessThan(10);
});

test('charges of one account run one after the other, and all of them count', async () => {
  const { charge, balances } = await chargersOf(world, 'one account', 2);
  const calls = [charge(0, 1), charge(0, 20), charge(0, 300), charge(1, 4_000)];
  expect(await Promise.all(calls.map(chargeOutcomeOf))).toEqual([1, 21, 321, 4_000]);
  expect(await balances()).toEqual([321, 4_000]);
  expect(await entriesOf('one account')).toEqual([2, 1, 1]);
});

test('each refusal is the one of its own call, leaves nothing behind, and the others are credited', async () => {
  const { callers, charge, balances } = await chargersOf(world, 'refusals', 6);
  const operator = await world.caller('operator', 'operator');
  await world.services.admin.deleteUser(operator, { userId: String(callers[1]?.userId) });
  await world.ownerPool.query('delete from account where user_id = $1', [callers[4]?.userId]);
  for (let left = maxBalance; left > 0; left -= SETTINGS.maxCharge)
    await charge(2, SETTINGS.maxCharge);
  const calls = [
    ...[charge(0, 10), charge(1, 10), charge(2, 1), charge(3, 0.5)],
    ...[charge(4, 10), charge(5, SETTINGS.maxCharge + 1), charge(3, 10)],
  ];
  expect(await Promise.all(calls.map(chargeOutcomeOf))).toEqual([
    ...[10, 'USER_NOT_FOUND', 'INVALID_AMOUNT', 'INVALID_AMOUNT', 10, 'INVALID_AMOUNT', 10],
  ]);
  expect(await balances()).toEqual([10, 0, maxBalance, 10, 10, 0]);
  // The user without an account is charged alone, which makes one.
  expect((await entriesOf('refusals')).slice(0, 2)).toEqual([2, 1]);
});

test.each(['account', 'app_user'] as const)(
  'another transaction that has locked the %s of one user does not delay the others',
  async (table) => {
    const name = `locked ${table}`;
    const { callers, charge } = await chargersOf(world, name, 8);
    const lock = await lockRow(world, table, String(callers[3]?.userId));
    const calls = callers.map((_, n) => charge(n, 10));
    const others = await Promise.all(calls.filter((_, n) => n !== 3));
    expect(others).toHaveLength(7);
    expect(await entriesOf(name)).toEqual([7]);
    await lock.waitForWaiters(1);
    await lock.release();
    expect(await calls[3]).toMatchObject({ amount: 10 });
  },
);

describe.each([undefined, 'key-failing'])('a batch that fails, with the key %s', (key) => {
  test.each([
    ['because of one item', 'check_violation'],
    ['by a deadlock', 'deadlock_detected'],
  ])('%s does nothing; its items run alone, and only that one fails', async (_, condition) => {
    const name = `${condition} ${key}`;
    const { callers, charge, balances } = await chargersOf(world, name, 5);
    const poison = { table: 'ledger_entry', userId: String(callers[2]?.userId), condition };
    const endFailures = await failInserts(world, poison);
    const failed = () => 'failed';
    const calls = callers.map((_, n) => charge(n, 10, key).then(({ amount }) => amount, failed));
    const outcomes = await Promise.all(calls);
    await endFailures();
    expect(outcomes).toEqual([10, 10, 'failed', 10, 10]);
    expect(await balances()).toEqual([10, 10, 0, 10, 10]);
    expect(await entriesOf(name)).toEqual([1, 1, 1, 1]);
    expect(await answersOf(name)).toEqual(key ? [1, 1, 1, 1] : []);
  });
});
