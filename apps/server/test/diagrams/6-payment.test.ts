import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const nowhere = '01920000-0000-7000-8000-00000000dead';

/** A visitor with this balance who holds the first seats of a new concert. */
async function holder(name: string, balance: number, seats = 2) {
  const concert = await api.world.concertWithSeats();
  const visitor = await api.visitor(name);
  await visitor.enter(concert.concertId);
  const { performanceId, seatIds } = concert;
  const held = await visitor.client.reservation.hold.mutate({
    performanceId,
    seatIds: seatIds.slice(0, seats),
  });
  if (balance > 0) await visitor.client.balance.charge.mutate({ amount: balance });
  return { ...concert, visitor, held, reservationId: held.id };
}

const balanceOf = async ({ client }: Visitor) => (await client.balance.get.query()).amount;

describe('결제 (payment)', () => {
  test('the balance is debited, the seats are sold, the reservation is paid, the queue entry is completed', async () => {
    const { visitor, reservationId, performanceId, concertId, seatIds } = await holder(
      'buyer',
      150_000,
    );
    const payment = await visitor.client.payment.pay.mutate({ reservationId });
    expect(payment).toEqual({
      id: expect.any(String),
      reservationId,
      amount: 100_000,
      currency: 'KRW',
      balanceAfter: 50_000,
      status: 'PAID',
      paidAt: api.world.now,
      refundedAt: null,
    });
    const { client } = visitor;
    expect(await balanceOf(visitor)).toBe(50_000);
    expect(await client.reservation.get.query({ reservationId })).toMatchObject({
      status: 'PAID',
      paymentId: payment.id,
    });
    expect(await client.payment.get.query({ paymentId: payment.id })).toEqual(payment);
    expect(await client.payment.list.query({})).toEqual({ items: [payment], nextCursor: null });
    expect((await client.balance.history.query({})).items[0]).toMatchObject({
      type: 'PAYMENT',
      amount: -100_000,
      balanceAfter: 50_000,
      paymentId: payment.id,
    });
    expect(await refusalOf(client.queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
    });
    const tickets = await client.payment.tickets.query({ paymentId: payment.id });
    expect(tickets.items.map(({ seatId, status }) => [seatId, status])).toEqual([
      [seatIds[0], 'VALID'],
      [seatIds[1], 'VALID'],
    ]);
    const next = await api.visitor('next');
    await next.enter(concertId);
    const map = await next.client.concert.seatMap.query({ performanceId });
    expect(map.seats.filter(({ status }) => status === 'SOLD').map(({ id }) => id)).toEqual(
      seatIds.slice(0, 2),
    );
  });

  test('the user does not exist: USER_NOT_FOUND', async () => {
    const authorization = `Bearer ${await api.bearer({ sub: nowhere })}`;
    const { pay } = api.client({ authorization }).payment;
    expect(await refusalOf(pay.mutate({ reservationId: nowhere }))).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
  });

  test('the performance has started: NO_DATES_AVAILABLE', async () => {
    const { visitor, reservationId, performanceId } = await holder('dateless', 150_000);
    await api.world.pool.query('update performance set starts_at = $2 where id = $1', [
      performanceId,
      api.world.now,
    ]);
    expect(await refusalOf(visitor.client.payment.pay.mutate({ reservationId }))).toMatchObject({
      errorCode: 'NO_DATES_AVAILABLE',
    });
    expect(await balanceOf(visitor)).toBe(150_000);
  });

  test('the performance has no seats: NO_SEATS_AVAILABLE', async () => {
    const { visitor, reservationId, performanceId } = await holder('seatless', 150_000);
    const total = 'update performance set seats_total = $2 where id = $1';
    const { rows } = await api.world.pool.query(
      'select seats_total from performance where id = $1',
      [performanceId],
    );
    await api.world.pool.query(total, [performanceId, 0]);
    expect(await refusalOf(visitor.client.payment.pay.mutate({ reservationId }))).toMatchObject({
      errorCode: 'NO_SEATS_AVAILABLE',
    });
    // The audit of a later test compares it with the chart.
    await api.world.pool.query(total, [performanceId, rows[0].seats_total]);
  });

  test('the reservation does not exist or is another user’s: RESERVATION_NOT_FOUND', async () => {
    const { reservationId, concertId } = await holder('owner', 0);
    const other = await api.visitor('other');
    await other.enter(concertId);
    for (const wanted of [nowhere, reservationId]) {
      expect(
        await refusalOf(other.client.payment.pay.mutate({ reservationId: wanted })),
      ).toMatchObject({ errorCode: 'RESERVATION_NOT_FOUND' });
    }
  });

  test('the hold expired or was released: HOLD_EXPIRED', async () => {
    const expired = await holder('expired', 150_000);
    api.world.advanceClock(300);
    expect(
      await refusalOf(
        expired.visitor.client.payment.pay.mutate({ reservationId: expired.reservationId }),
      ),
    ).toMatchObject({ errorCode: 'HOLD_EXPIRED', code: 'CONFLICT' });
    const released = await holder('released', 150_000);
    const { client } = released.visitor;
    const { reservationId } = released;
    expect(await client.reservation.release.mutate({ reservationId })).toMatchObject({
      status: 'RELEASED',
    });
    expect(await refusalOf(client.payment.pay.mutate({ reservationId }))).toMatchObject({
      errorCode: 'HOLD_EXPIRED',
    });
    expect(await balanceOf(released.visitor)).toBe(150_000);
  });

  test('the reservation is paid: ALREADY_PAID; refunded: ALREADY_REFUNDED', async () => {
    const { visitor, reservationId, concertId } = await holder('twice', 150_000);
    const { id: paymentId } = await visitor.client.payment.pay.mutate({ reservationId });
    expect(await refusalOf(visitor.client.payment.pay.mutate({ reservationId }))).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
    });
    await visitor.enter(concertId);
    expect(await refusalOf(visitor.client.payment.pay.mutate({ reservationId }))).toMatchObject({
      errorCode: 'ALREADY_PAID',
      details: { paymentId },
    });
    const operator = await api.visitor('operator', 'operator');
    await operator.client.admin.refund.mutate({ paymentId });
    expect(await refusalOf(visitor.client.payment.pay.mutate({ reservationId }))).toMatchObject({
      errorCode: 'ALREADY_REFUNDED',
      details: { paymentId },
    });
  });

  test('the balance is too low: INSUFFICIENT_BALANCE, and nothing is written', async () => {
    const { visitor, reservationId } = await holder('short', 30_000);
    expect(await refusalOf(visitor.client.payment.pay.mutate({ reservationId }))).toMatchObject({
      errorCode: 'INSUFFICIENT_BALANCE',
      code: 'PAYMENT_REQUIRED',
      httpStatus: 402,
      details: { balance: 30_000, required: 100_000, shortfall: 70_000 },
    });
    expect(await balanceOf(visitor)).toBe(30_000);
    expect(await visitor.client.reservation.get.query({ reservationId })).toMatchObject({
      status: 'HELD',
    });
    expect(await visitor.client.queue.status.query()).toMatchObject({ status: 'ACTIVE' });
  });

  test('the balance is too low and topUp is set: the missing amount is charged, then the payment succeeds', async () => {
    const { visitor, reservationId } = await holder('topped up', 30_000);
    const payment = await visitor.client.payment.pay.mutate({ reservationId, topUp: true });
    expect(payment).toMatchObject({ amount: 100_000, balanceAfter: 0 });
    const { items } = await visitor.client.balance.history.query({});
    expect(items.map(({ type, amount, balanceAfter }) => [type, amount, balanceAfter])).toEqual([
      ['PAYMENT', -100_000, 0],
      ['CHARGE', 70_000, 100_000],
      ['CHARGE', 30_000, 30_000],
    ]);
    expect(await api.world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('with several live holds the token works until the last of them is paid', async () => {
    const { visitor, reservationId, performanceId, seatIds } = await holder('two holds', 500_000);
    const other = await visitor.client.reservation.hold.mutate({
      performanceId,
      seatIds: seatIds.slice(2, 3),
    });
    await visitor.client.payment.pay.mutate({ reservationId });
    expect(await visitor.client.queue.status.query()).toMatchObject({ status: 'ACTIVE' });
    await visitor.client.payment.pay.mutate({ reservationId: other.id });
    expect(await refusalOf(visitor.client.queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
    });
  });
});
