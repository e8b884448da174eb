import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failInserts } from '../../testing/batches/failures.ts';
import { PRICE, payersOf } from '../../testing/batches/payers.ts';
import { answersByTransaction, rowsByTransaction } from '../../testing/batches/transactions.ts';
import { lockRow } from '../../testing/locks.ts';
import { outcomeOf } from '../../testing/swaps.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

const paymentsOf = (performanceId: string) => rowsByTransaction(world, 'payment', performanceId);

test('payments that come together are made by one statement, each with its tickets, ledger and pass', async () => {
  const { performanceId, buyers, payAll, holds, seatIds } = await payersOf(world, 12);
  const paid = await Promise.all(payAll());
  expect(await paymentsOf(performanceId)).toEqual([12]);
  for (const [n, { caller, claims }] of buyers.entries()) {
    const payment = { reservationId: holds[n], amount: PRICE, balanceAfter: 200_000 - PRICE };
    expect(paid[n]).toMatchObject({ ...payment, status: 'PAID', currency: 'KRW' });
    const { services } = world;
    expect((await services.payment.list(caller, { limit: 10 })).items).toEqual([paid[n]]);
    const { items: entries } = await services.balance.history(caller, { limit: 1 });
    expect(entries).toMatchObject([{ type: 'PAYMENT', amount: -PRICE, paymentId: paid[n]?.id }]);
    const { items: tickets } = await services.payment.tickets(caller, String(paid[n]?.id));
    expect(tickets.map(({ seatId }) => seatId)).toEqual([seatIds[n]]);
    const poll = services.queue.poll({ claims, signIn: async () => ({ caller, claims }) as never });
    expect(await refusalOf(poll)).toMatchObject({
      code: 'QUEUE_TOKEN_EXPIRED',
      details: { reason: 'PAID' },
    });
  }
});

test('payments for several performances of a concert travel together', async () => {
  const { concertId, performanceId, buyers, payAll, holds } = await payersOf(world, 4);
  const other = await world.performance(concertId);
  for (const n of [2, 3]) {
    await world.services.reservation.release(buyers[n]?.caller as never, String(holds[n]));
    const input = { performanceId: other, places: [n] };
    holds[n] = (await world.services.reservation.hold(buyers[n] as never, input)).id;
  }
  expect(await Promise.all(payAll().map(outcomeOf))).toEqual(['PAID', 'PAID', 'PAID', 'PAID']);
  const { rows } = await world.pool.query(
    'select count(distinct xmin::text)::int as n from payment where concert_id = $1',
    [concertId],
  );
  expect([rows[0].n, await paymentsOf(performanceId), await paymentsOf(other)]).toEqual([
    1,
    [2],
    [2],
  ]);
});

test('a user with another live hold keeps the pass, until that hold ends', async () => {
  const { buyers, hold, pay } = await payersOf(world, 2);
  const second = await hold(buyers[0], [20]);
  await Promise.all([pay(0), pay(1)]);
  const { rows } = await world.pool.query(
    'select status, expires_at from queue_entry where id = any($1) order by status',
    [buyers.map(({ claims }) => claims.entryId)],
  );
  expect(rows.map(({ status }) => status)).toEqual(['ACTIVE', 'COMPLETED']);
  expect(new Date(rows[0].expires_at).getTime()).toBeGreaterThanOrEqual(
    second.holdExpiresAt.getTime(),
  );
  const input = { reservationId: second.id };
  expect(await world.services.payment.pay(buyers[0] as never, input)).toMatchObject({
    status: 'PAID',
  });
});

test('what a balance lacks is charged with the payment, and the ledger has the charge first', async () => {
  const { performanceId, buyers, payAll } = await payersOf(world, 3, 20_000);
  const paid = await Promise.all(payAll({ topUp: true }));
  expect(paid.map(({ balanceAfter }) => balanceAfter)).toEqual([0, 0, 0]);
  expect(await paymentsOf(performanceId)).toEqual([3]);
  for (const { caller } of buyers) {
    const { items } = await world.services.balance.history(caller, { limit: 2 });
    expect(items.map(({ type, amount, balanceAfter }) => [type, amount, balanceAfter])).toEqual([
      ['PAYMENT', -PRICE, 0],
      ['CHARGE', PRICE - 20_000, PRICE],
    ]);
  }
});

test('of two payments for one hold one is made, and the other is refused', async () => {
  const { performanceId, pay, balances } = await payersOf(world, 2);
  const outcomes = await Promise.all([pay(0), pay(0), pay(1)].map(outcomeOf));
  expect([outcomes[0], outcomes[2]]).toEqual(['PAID', 'PAID']);
  // The pass was used up by the first.
  expect(outcomes[1]).toBe('QUEUE_TOKEN_EXPIRED');
  expect(await paymentsOf(performanceId)).toEqual([2]);
  expect(await balances()).toEqual([200_000 - PRICE, 200_000 - PRICE]);
});

test('two holds of one user are paid one after the other, and the balance counts both', async () => {
  const { buyers, hold, pay, balances } = await payersOf(world, 1, 2 * PRICE - 1);
  const { id: reservationId } = await hold(buyers[0], [7]);
  const second = world.services.payment.pay(buyers[0] as never, { reservationId });
  const outcomes = await Promise.all([pay(0), second].map(outcomeOf));
  expect(outcomes.sort()).toEqual(['INSUFFICIENT_BALANCE', 'PAID']);
  expect(await balances()).toEqual([PRICE - 1]);
});

test('each refusal is the one of its own call, leaves nothing behind, and the others are paid', async () => {
  const { concertId, performanceId, buyers, hold, pay, holds, balances } = await payersOf(
    world,
    7,
    PRICE,
  );
  const { services } = world;
  const elsewhere = await payersOf(world, 1);
  const [, released, again, poor, , late] = buyers.map(({ caller }) => caller);
  await services.reservation.release(released as never, String(holds[1]));
  const other = await hold(buyers[2], [22]);
  await services.payment.pay(buyers[2] as never, { reservationId: other.id, topUp: true });
  await services.balance.charge(again as never, { amount: PRICE });
  await services.payment.pay(buyers[2] as never, { reservationId: String(holds[2]) });
  holds[3] = (await hold(buyers[3], [23, 24])).id;
  await services.queue.leave(buyers[5]?.claims as never);
  const started = await world.performance(concertId);
  const input = { performanceId: started, places: [0] };
  holds[6] = (await services.reservation.hold(buyers[6] as never, input)).id;
  const starts = 'update performance set starts_at = $2 where id = $1';
  await world.pool.query(starts, [started, new Date(world.now.getTime() - 1)]);
  const unknown = '00000000-0000-7000-8000-000000000000';
  const withOther = (reservationId: string) =>
    services.payment.pay(buyers[1] as never, { reservationId });
  const calls = [
    ...[pay(0), pay(1), pay(2), pay(3), pay(5), pay(6)],
    ...[
      withOther(unknown),
      withOther(String(holds[0])),
      withOther(String(elsewhere.holds[0])),
      pay(4),
    ],
  ];
  expect(await Promise.all(calls.map(outcomeOf))).toEqual([
    ...['PAID', 'HOLD_EXPIRED', 'QUEUE_TOKEN_EXPIRED', 'INSUFFICIENT_BALANCE'],
    ...['QUEUE_TOKEN_EXPIRED', 'NO_DATES_AVAILABLE'],
    ...['RESERVATION_NOT_FOUND', 'RESERVATION_NOT_FOUND', 'RESERVATION_NOT_FOUND', 'PAID'],
  ]);
  expect(await refusalOf(calls[3] as Promise<unknown>)).toMatchObject({
    details: { balance: PRICE, required: 2 * PRICE, shortfall: PRICE },
  });
  expect((await balances()).slice(3)).toEqual([PRICE, 0, PRICE, PRICE]);
  expect((await services.balance.history(poor as never, { limit: 5 })).items).toHaveLength(1);
  expect((await services.payment.list(late as never, { limit: 5 })).items).toEqual([]);
  expect(await paymentsOf(performanceId)).toEqual([2, 1, 1]);
});

test('a shortfall above a limit is refused with what the snapshot shows', async () => {
  const small = await createWorld({ maxCharge: PRICE - 1, maxBalance: PRICE });
  const { pay, balances } = await payersOf(small, 2, 0);
  await small.services.balance.charge((await small.caller('nobody')) as never, { amount: 1 });
  const outcomes = await Promise.all([pay(0, { topUp: true }), pay(1)].map(outcomeOf));
  expect(outcomes).toEqual(['INVALID_AMOUNT', 'INSUFFICIENT_BALANCE']);
  expect(await balances()).toEqual([0, 0]);
  await small.close();
});

describe('another transaction that has locked', () => {
  const tables = ['queue_entry', 'reservation', 'seat', 'app_user', 'account'] as const;

  test.each(tables)('a row of %s of one payer does not delay the others', async (table) => {
    const { performanceId, buyers, holds, seatIds, payAll } = await payersOf(world, 8);
    const { caller, claims } = buyers[3] as (typeof buyers)[number];
    const rows = { queue_entry: claims.entryId, reservation: holds[3], seat: seatIds[3] };
    const id = String({ ...rows, app_user: caller.userId, account: caller.userId }[table]);
    const lock = await lockRow(world, table, id);
    const calls = payAll();
    const others = await Promise.all(calls.filter((_, n) => n !== 3));
    expect(others).toHaveLength(7);
    expect(await paymentsOf(performanceId)).toEqual([7]);
    await lock.waitForWaiters(1);
    await lock.release();
    expect(await calls[3]).toMatchObject({ status: 'PAID' });
  });
});

describe.each([undefined, 'key-failing'])('a batch that fails, with the key %s', (key) => {
  test.each([
    ['because of one item', 'check_violation'],
    ['by a deadlock', 'deadlock_detected'],
  ])('%s does nothing; its items run alone, and only that one fails', async (_, condition) => {
    const { performanceId, buyers, pay, balances } = await payersOf(world, 5);
    const userId = String(buyers[2]?.caller.userId);
    const endFailures = await failInserts(world, { table: 'payment', userId, condition });
    const input = key === undefined ? {} : { idempotencyKey: key };
    const failed = () => 'failed';
    const calls = buyers.map((_, n) => pay(n, input).then(({ status }) => status, failed));
    const outcomes = await Promise.all(calls);
    await endFailures();
    expect(outcomes).toEqual(['PAID', 'PAID', 'failed', 'PAID', 'PAID']);
    const [paid, unpaid] = [200_000 - PRICE, 200_000];
    expect(await balances()).toEqual([paid, paid, unpaid, paid, paid]);
    expect(await paymentsOf(performanceId)).toEqual([1, 1, 1, 1]);
    const answers = await answersByTransaction(world, 'payment', performanceId);
    expect(answers).toEqual(key ? [1, 1, 1, 1] : []);
    expect(await pay(2)).toMatchObject({ status: 'PAID' });
  });
});
