import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf as outcomeOfFailure } from '../../src/kernel/database/outcome.ts';
import { isDatabaseUnavailable } from '../../src/kernel/database/unavailable.ts';
import { chargeOutcomeOf, chargersOf } from '../../testing/batches/chargers.ts';
import { loseConnectionOf } from '../../testing/batches/failures.ts';
import { answersByTransaction, rowsByTransaction } from '../../testing/batches/transactions.ts';
import { keepOpen, type OtherServer, openServer } from '../../testing/other-server.ts';
import { createWorld, SETTINGS, type World } from '../../testing/world.ts';

let world: World;
let other: OtherServer;
beforeAll(async () => {
  world = await createWorld();
  other = await openServer(world);
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await other.close();
  await world.close();
});

const entriesOf = (name: string) => rowsByTransaction(world, 'ledger_entry', name);
const answersOf = (name: string) => answersByTransaction(world, 'ledger_entry', name);

test('charges with keys are credited and stored in one transaction, and repeats answer the same', async () => {
  const { callers, charge, balances } = await chargersOf(world, 'keyed', 12);
  const call = () => Promise.all(callers.map((_, n) => charge(n, 10 + n, `key-of-all-${n}`)));
  const charged = await call();
  expect([await entriesOf('keyed'), await answersOf('keyed')]).toEqual([[12], [12]]);
  expect(await call()).toEqual(charged);
  expect(await balances()).toEqual(callers.map((_, n) => 10 + n));
  expect(await entriesOf('keyed')).toEqual([12]);
});

test('charges with and without keys share a batch', async () => {
  const { callers, charge } = await chargersOf(world, 'some keyed', 6);
  await Promise.all(callers.map((_, n) => charge(n, 10, n < 3 ? 'key-of-some' : undefined)));
  expect([await entriesOf('some keyed'), await answersOf('some keyed')]).toEqual([[6], [3]]);
});

test('a repeat at the same time waits for the call and answers the same', async () => {
  const { charge, balances } = await chargersOf(world, 'twice', 2);
  const calls = [charge(0, 7, 'key-twice'), charge(0, 7, 'key-twice'), charge(1, 7, 'key-twice')];
  const [first, second] = await Promise.all(calls);
  expect(second).toEqual(first);
  expect(await balances()).toEqual([7, 7]);
});

test('a key with another amount is refused, and a refusal is not stored', async () => {
  const { charge } = await chargersOf(world, 'reused', 3);
  await charge(0, 10, 'key-reused');
  const full = SETTINGS.maxBalance - SETTINGS.maxCharge;
  for (let left = full; left > 0; left -= SETTINGS.maxCharge) await charge(1, SETTINGS.maxCharge);
  await charge(1, 1);
  const calls = [
    charge(0, 11, 'key-reused'),
    charge(1, SETTINGS.maxCharge, 'key-refused'),
    charge(2, 12, 'key-other'),
  ];
  const outcomes = ['IDEMPOTENCY_KEY_REUSED', 'INVALID_AMOUNT', 12];
  expect(await Promise.all(calls.map(chargeOutcomeOf))).toEqual(outcomes);
  expect(await charge(1, 5, 'key-refused')).toMatchObject({ amount: full + 6 });
});

test('a key whose first call still runs elsewhere is refused, and the others are credited', async () => {
  const { callers, charge, balances } = await chargersOf(world, 'in progress', 4);
  const [busy] = callers;
  if (!busy) throw new Error('there are too few users');
  const wanted = { amount: 10, idempotencyKey: 'key-in-progress' };
  const open = await keepOpen(other, ({ balance }) => balance.charge(busy, wanted));
  const calls = callers.map((_, n) => charge(n, 10, 'key-in-progress'));
  const outcomes = ['IDEMPOTENCY_IN_PROGRESS', 10, 10, 10];
  expect(await Promise.all(calls.map(chargeOutcomeOf))).toEqual(outcomes);
  expect(await entriesOf('in progress')).toEqual([3]);
  await open.commit();
  expect(await charge(0, 10, 'key-in-progress')).toMatchObject({ amount: 10 });
  expect(await balances()).toEqual([10, 10, 10, 10]);
});

test('a connection that is lost before the commit has credited nothing, and the keys are free', async () => {
  const { callers, charge, balances } = await chargersOf(world, 'lost', 5);
  const call = () => callers.map((_, n) => charge(n, 10, 'key-lost'));
  for (const failure of await loseConnectionOf(world, call)) {
    expect(isDatabaseUnavailable(failure)).toBe(true);
    // The commit was on its way.
    expect(outcomeOfFailure(failure)).toBe('UNKNOWN');
  }
  expect(await balances()).toEqual(callers.map(() => 0));
  expect(await Promise.all(call().map(chargeOutcomeOf))).toEqual(callers.map(() => 10));
  expect(await answersOf('lost')).toEqual([5]);
});
