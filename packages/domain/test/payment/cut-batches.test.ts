import { type DatabaseProxy, startDatabaseProxy } from '@frontrow/database/testing/database-proxy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from '../../src/kernel/database/outcome.ts';
import { isDatabaseUnavailable } from '../../src/kernel/database/unavailable.ts';
import { chargersOf } from '../../testing/batches/chargers.ts';
import { PRICE, payersOf } from '../../testing/batches/payers.ts';
import { createWorld, type World } from '../../testing/world.ts';

/* The connection of a batch is cut: each call is told what became of it, nothing is lost, and nothing is done twice. */

let world: World;
let proxy: DatabaseProxy;
beforeAll(async () => {
  world = await createWorld({}, 10, {
    through: async (url) => {
      proxy = await startDatabaseProxy(url);
      return proxy.url;
    },
  });
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
  await proxy.close();
});

/** What each call that fails for the database is told. */
const outcomesOf = (calls: Promise<unknown>[]) =>
  Promise.all(
    calls.map((call) =>
      call.then(
        () => 'DONE',
        (error) => {
          if (!isDatabaseUnavailable(error)) throw error;
          return outcomeOf(error);
        },
      ),
    ),
  );

/** Where the connection is cut, what calls with a key are told, and whether the batch was committed. */
const CUTS = [
  { at: 'idempotency-lock-batch', when: 'after', outcome: 'NOT_DONE', done: false },
  { at: 'the statement', when: 'before', outcome: 'NOT_DONE', done: false },
  { at: 'the statement', when: 'after', outcome: 'NOT_DONE', done: false },
  { at: 'stored-answer-store-all', when: 'before', outcome: 'UNKNOWN', done: false },
  { at: 'commit', when: 'before', outcome: 'UNKNOWN', done: false },
  { at: 'commit', when: 'after', outcome: 'UNKNOWN', done: true },
] as const;
const CHARGES = /^balance-credit-batch$/;
const PAYMENTS = /^pay-batch$/;
const partOf = (at: string, statement: RegExp) =>
  at === 'the statement' ? statement : new RegExp(`^${at}$`, 'i');
const COUNT = 5;
let names = 0;

describe.each(CUTS)('cut $when $at,', ({ at, when, outcome, done }) => {
  test('charges with keys are told, and repeats credit each once', async () => {
    const { callers, charge, balances } = await chargersOf(world, `cut ${names++}`, COUNT);
    const calls = () => callers.map((_, n) => charge(n, 10, 'key-of-the-cut'));
    proxy.cutAt(partOf(at, CHARGES), when);
    expect(await outcomesOf(calls())).toEqual(callers.map(() => outcome));
    expect(await balances()).toEqual(callers.map(() => (done ? 10 : 0)));
    await Promise.all(calls());
    expect(await balances()).toEqual(callers.map(() => 10));
  });

  test('payments with keys are told, and repeats pay each once', async () => {
    const { buyers, payAll, balances } = await payersOf(world, COUNT, PRICE);
    const calls = () => payAll({ idempotencyKey: 'key-of-the-cut' });
    proxy.cutAt(partOf(at, PAYMENTS), when);
    expect(await outcomesOf(calls())).toEqual(buyers.map(() => outcome));
    expect(await balances()).toEqual(buyers.map(() => (done ? 0 : PRICE)));
    const paid = await Promise.all(calls());
    expect(await balances()).toEqual(buyers.map(() => 0));
    for (const [n, { caller }] of buyers.entries()) {
      const { items } = await world.services.payment.list(caller, { limit: 10 });
      expect(items).toEqual([paid[n]]);
    }
  });
});

describe.each(['before', 'after'] as const)('cut %s the statement, calls without keys', (when) => {
  test('are told UNKNOWN', async () => {
    const done = when === 'after';
    const { callers, charge, balances } = await chargersOf(world, `cut ${names++}`, COUNT);
    proxy.cutAt(CHARGES, when);
    const charges = callers.map((_, n) => charge(n, 10));
    expect(await outcomesOf(charges)).toEqual(callers.map(() => 'UNKNOWN'));
    expect(await balances()).toEqual(callers.map(() => (done ? 10 : 0)));
    const payers = await payersOf(world, COUNT, PRICE);
    proxy.cutAt(PAYMENTS, when);
    expect(await outcomesOf(payers.payAll())).toEqual(callers.map(() => 'UNKNOWN'));
    expect(await payers.balances()).toEqual(callers.map(() => (done ? 0 : PRICE)));
  });
});
