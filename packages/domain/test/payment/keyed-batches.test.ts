import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf as outcomeOfFailure } from '../../src/kernel/database/outcome.ts';
import { isDatabaseUnavailable } from '../../src/kernel/database/unavailable.ts';
import { loseConnectionOf } from '../../testing/batches/failures.ts';
import { PRICE, payersOf } from '../../testing/batches/payers.ts';
import { answersByTransaction, rowsByTransaction } from '../../testing/batches/transactions.ts';
import { keepOpen, type OtherServer, openServer } from '../../testing/other-server.ts';
import { outcomeOf } from '../../testing/swaps.ts';
import { createWorld, type World } from '../../testing/world.ts';

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

const PAID = 200_000 - PRICE;
const paymentsOf = (performanceId: string) => rowsByTransaction(world, 'payment', performanceId);
const answersOf = (performanceId: string) => answersByTransaction(world, 'payment', performanceId);

test('payments with keys are made and stored in one transaction, and repeats answer the same', async () => {
  const { performanceId, payAll, balances, buyers } = await payersOf(world, 12);
  const call = () => Promise.all(payAll({ idempotencyKey: 'key-of-all' }));
  const paid = await call();
  expect(await paymentsOf(performanceId)).toEqual([12]);
  expect(await answersOf(performanceId)).toEqual([12]);
  // The passes are used up, and the stored answers come before that.
  expect(await call()).toEqual(paid);
  expect(await paymentsOf(performanceId)).toEqual([12]);
  expect(await balances()).toEqual(buyers.map(() => PAID));
});

test('payments with and without keys share a batch', async () => {
  const { performanceId, buyers, pay } = await payersOf(world, 6);
  const keyed = { idempotencyKey: 'key-of-some' };
  await Promise.all(buyers.map((_, n) => pay(n, n < 3 ? keyed : {})));
  expect(await paymentsOf(performanceId)).toEqual([6]);
  expect(await answersOf(performanceId)).toEqual([3]);
});

test('a repeat at the same time waits for the call and answers the same', async () => {
  const { performanceId, pay } = await payersOf(world, 2);
  const input = { idempotencyKey: 'key-twice' };
  const [first, second] = await Promise.all([pay(0, input), pay(0, input), pay(1, input)]);
  expect(second).toEqual(first);
  expect(await paymentsOf(performanceId)).toEqual([2]);
});

test('a key with other input is refused, and a refusal is not stored', async () => {
  const { buyers, hold, pay } = await payersOf(world, 3, PRICE);
  const second = await hold(buyers[0], [9]);
  const { id: large } = await hold(buyers[1], [7, 8]);
  const payLarge = (input: object) =>
    world.services.payment.pay(buyers[1] as never, {
      ...{ reservationId: large, idempotencyKey: 'key-refused' },
      ...input,
    });
  await pay(0, { idempotencyKey: 'key-reused' });
  const reused = { reservationId: second.id, idempotencyKey: 'key-reused' };
  const calls = [
    world.services.payment.pay(buyers[0] as never, reused),
    payLarge({}),
    pay(2, { idempotencyKey: 'key-other' }),
  ];
  const outcomes = ['IDEMPOTENCY_KEY_REUSED', 'INSUFFICIENT_BALANCE', 'PAID'];
  expect(await Promise.all(calls.map(outcomeOf))).toEqual(outcomes);
  expect(await payLarge({ topUp: true })).toMatchObject({ status: 'PAID', balanceAfter: 0 });
});

test('a key whose first call still runs elsewhere is refused, and the others are paid', async () => {
  const { performanceId, buyers, payAll, pay, holds, balances } = await payersOf(world, 4);
  const [busy] = buyers;
  if (!busy) throw new Error('there are too few buyers');
  const input = { idempotencyKey: 'key-in-progress' };
  const wanted = { reservationId: String(holds[0]), ...input };
  const open = await keepOpen(other, ({ payment }) => payment.pay(busy, wanted));
  const outcomes = ['IDEMPOTENCY_IN_PROGRESS', 'PAID', 'PAID', 'PAID'];
  expect(await Promise.all(payAll(input).map(outcomeOf))).toEqual(outcomes);
  expect(await paymentsOf(performanceId)).toEqual([3]);
  await open.commit();
  expect(await pay(0, input)).toMatchObject({ status: 'PAID' });
  expect(await balances()).toEqual([PAID, PAID, PAID, PAID]);
});

test('a connection that is lost before the commit has paid nothing, and the keys are free', async () => {
  const { performanceId, payAll, balances, buyers } = await payersOf(world, 5);
  const call = () => payAll({ idempotencyKey: 'key-lost' });
  for (const failure of await loseConnectionOf(world, call)) {
    expect(isDatabaseUnavailable(failure)).toBe(true);
    // The commit was on its way.
    expect(outcomeOfFailure(failure)).toBe('UNKNOWN');
  }
  expect(await paymentsOf(performanceId)).toEqual([]);
  expect(await balances()).toEqual(buyers.map(() => 200_000));
  expect(await Promise.all(call().map(outcomeOf))).toEqual(buyers.map(() => 'PAID'));
  expect(await answersOf(performanceId)).toEqual([5]);
});
