import { compactAnswer } from '@frontrow/domain/kernel/idempotency/compact-answer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function buyer(name: string) {
  const concert = await api.world.concertWithSeats({ holdLimit: 10 });
  const visitor = await api.visitor(name);
  await visitor.enter(concert.concertId);
  return { ...concert, visitor };
}

test('hold, charge and pay: a repeat with the same input returns the stored answer', async () => {
  const { visitor, performanceId, seatIds } = await buyer('repeater');
  const { client } = visitor;
  const hold = { performanceId, seatIds: seatIds.slice(0, 2), idempotencyKey: 'hold-key-1' };
  const held = await client.reservation.hold.mutate(hold);
  expect(await client.reservation.hold.mutate(hold)).toEqual(held);
  expect((await client.reservation.list.query({})).items).toHaveLength(1);

  const charge = { amount: 500_000, idempotencyKey: 'charge-key-1' };
  const charged = await client.balance.charge.mutate(charge);
  expect(await client.balance.charge.mutate(charge)).toEqual(charged);
  expect(await client.balance.get.query()).toMatchObject({ amount: 500_000 });

  const pay = { reservationId: held.id, idempotencyKey: 'pay-key-001' };
  const paid = await client.payment.pay.mutate(pay);
  expect(await client.payment.pay.mutate(pay)).toEqual(paid);
  expect(paid.paidAt).toBeInstanceOf(Date);
  expect(await client.balance.get.query()).toMatchObject({ amount: 400_000 });
});

test('an answer that the version before stored gets the fields that it lacks', async () => {
  const { visitor, performanceId, seatIds } = await buyer('upgraded');
  const { hold } = visitor.client.reservation;
  const input = { performanceId, seatIds: seatIds.slice(0, 1), idempotencyKey: 'hold-before' };
  const held = await hold.mutate(input);
  const without = ({ row: _, ...seat }: (typeof held.seats)[number]) => seat;
  const { startsAt: _, timezone: __, ...rest } = { ...held, seats: held.seats.map(without) };
  const { rowCount } = await api.world.pool.query(
    `update stored_answer set answer = $1
     where user_id = (select user_id from reservation where id = $2)`,
    [compactAnswer(rest), held.id],
  );
  expect(rowCount).toBe(1);
  expect(await hold.mutate(input)).toEqual(held);
});

test('a repeat returns the stored answer although the hold was released and the entry has ended', async () => {
  const { visitor, performanceId, seatIds } = await buyer('patient');
  const { client } = visitor;
  const hold = { performanceId, seatIds: seatIds.slice(0, 1), idempotencyKey: 'hold-key-2' };
  const held = await client.reservation.hold.mutate(hold);
  await client.reservation.release.mutate({ reservationId: held.id });
  await client.queue.leave.mutate();
  api.world.advanceClock(1_000);
  expect(await client.reservation.hold.mutate(hold)).toEqual(held);
});

test('the same key with other input is refused; the order of the fields does not matter', async () => {
  const { visitor, performanceId, seatIds } = await buyer('changer');
  const { client } = visitor;
  const idempotencyKey = 'changed-key';
  const hold = { performanceId, seatIds: seatIds.slice(0, 2), idempotencyKey };
  const held = await client.reservation.hold.mutate(hold);
  const other = { ...hold, seatIds: seatIds.slice(1, 3) };
  expect(await refusalOf(client.reservation.hold.mutate(other))).toMatchObject({
    errorCode: 'IDEMPOTENCY_KEY_REUSED',
    code: 'CONFLICT',
  });
  const reordered = { idempotencyKey, seatIds: hold.seatIds, performanceId };
  expect(await client.reservation.hold.mutate(reordered)).toEqual(held);
});

test('a key belongs to one user and one procedure', async () => {
  const { visitor, concertId } = await buyer('first owner');
  const other = await api.visitor('second owner');
  await other.enter(concertId);
  const key = { amount: 1_000, idempotencyKey: 'shared-key-1' };
  const mine = await visitor.client.balance.charge.mutate(key);
  const theirs = await other.client.balance.charge.mutate(key);
  expect(theirs.entryId).not.toBe(mine.entryId);
});

test('only successes are stored: after a refusal the same key may succeed', async () => {
  const { visitor, performanceId, seatIds } = await buyer('second try');
  const { client } = visitor;
  const hold = { performanceId, seatIds: seatIds.slice(0, 1) };
  const held = await client.reservation.hold.mutate(hold);
  const pay = { reservationId: held.id, idempotencyKey: 'second-try-1' };
  expect(await refusalOf(client.payment.pay.mutate(pay))).toMatchObject({
    errorCode: 'INSUFFICIENT_BALANCE',
  });
  await client.balance.charge.mutate({ amount: 50_000 });
  expect(await client.payment.pay.mutate(pay)).toMatchObject({ status: 'PAID' });
});

test('parallel calls with one key have one effect; the others get the stored answer or IDEMPOTENCY_IN_PROGRESS', async () => {
  const { visitor, performanceId, seatIds } = await buyer('double click');
  const hold = { performanceId, seatIds: seatIds.slice(0, 3), idempotencyKey: 'double-click' };
  const calls = Array.from({ length: 20 }, () => visitor.client.reservation.hold.mutate(hold));
  const results = await Promise.allSettled(calls);
  const ids = new Set<string>();
  for (const result of results) {
    if (result.status === 'fulfilled') ids.add(result.value.id);
    else expect(result.reason.data.errorCode).toBe('IDEMPOTENCY_IN_PROGRESS');
  }
  expect(ids.size).toBe(1);
  expect((await visitor.client.reservation.list.query({})).items).toHaveLength(1);
});

test('a second call while the first one runs: IDEMPOTENCY_IN_PROGRESS', async () => {
  const { visitor } = await buyer('in progress');
  const key = `${visitor.user.id} balance.charge running-key-1`;
  const running = await api.world.pool.connect();
  try {
    await running.query('begin');
    await running.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    const call = { amount: 1, idempotencyKey: 'running-key-1' };
    expect(await refusalOf(visitor.client.balance.charge.mutate(call))).toMatchObject({
      errorCode: 'IDEMPOTENCY_IN_PROGRESS',
      code: 'CONFLICT',
    });
  } finally {
    await running.query('rollback');
    running.release();
  }
});

test('a stored answer is not returned to a caller with another user’s token', async () => {
  const { visitor, performanceId, seatIds } = await buyer('owner of the key');
  const thief = await api.visitor('thief of the key');
  const hold = { performanceId, seatIds: seatIds.slice(0, 1), idempotencyKey: 'stolen-key-1' };
  await visitor.client.reservation.hold.mutate(hold);
  const stolen = api.client({
    authorization: `Bearer ${thief.bearer}`,
    'x-queue-token': visitor.token,
  });
  expect(await refusalOf(stolen.reservation.hold.mutate(hold))).toMatchObject({
    errorCode: 'QUEUE_TOKEN_INVALID',
  });
});

test('a refund with a key returns the stored answer; without one it is refused', async () => {
  const { visitor, performanceId, seatIds } = await buyer('refunded');
  const operator = await api.visitor('operator', 'operator');
  const hold = { performanceId, seatIds: seatIds.slice(0, 1) };
  const held = await visitor.client.reservation.hold.mutate(hold);
  const pay = { reservationId: held.id, topUp: true };
  const { id: paymentId } = await visitor.client.payment.pay.mutate(pay);
  const refund = { paymentId, reason: 'ill', idempotencyKey: 'refund-key-1' };
  const refunded = await operator.client.admin.refund.mutate(refund);
  expect(await operator.client.admin.refund.mutate(refund)).toEqual(refunded);
  expect(await refusalOf(operator.client.admin.refund.mutate({ paymentId }))).toMatchObject({
    errorCode: 'ALREADY_REFUNDED',
    details: { paymentId },
  });
});
