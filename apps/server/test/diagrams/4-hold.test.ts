import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const nowhere = '01920000-0000-7000-8000-00000000dead';

describe('콘서트 좌석 예약 요청 (holding seats)', () => {
  test('the seats are held for five minutes', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const visitor = await api.visitor('holder');
    await visitor.enter(concertId);
    const wanted = seatIds.slice(0, 2);
    const held = await visitor.client.reservation.hold.mutate({ performanceId, seatIds: wanted });
    expect(held).toEqual({
      id: expect.any(String),
      performanceId,
      concertId,
      startsAt: new Date('2030-05-31T10:00:00Z'),
      timezone: 'Asia/Seoul',
      status: 'HELD',
      seats: [
        {
          id: wanted[0],
          ...{ place: 0, label: 'S A-1', section: 'S', row: 'A', number: 1, price: 50_000 },
        },
        {
          id: wanted[1],
          ...{ place: 1, label: 'S A-2', section: 'S', row: 'A', number: 2, price: 50_000 },
        },
      ],
      amount: 100_000,
      currency: 'KRW',
      heldAt: api.world.now,
      holdExpiresAt: new Date(api.world.now.getTime() + 300_000),
      paymentId: null,
    });
    const reservationId = held.id;
    expect(await visitor.client.reservation.get.query({ reservationId })).toEqual(held);
    expect(await visitor.client.reservation.list.query({})).toEqual({
      items: [held],
      nextCursor: null,
    });
  });

  test('the user does not exist: USER_NOT_FOUND', async () => {
    const { performanceId, seatIds } = await api.world.concertWithSeats();
    const authorization = `Bearer ${await api.bearer({ sub: nowhere })}`;
    const { hold } = api.client({ authorization }).reservation;
    expect(await refusalOf(hold.mutate({ performanceId, seatIds }))).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
  });

  test('the performance has started: NO_DATES_AVAILABLE; it is unknown: PERFORMANCE_NOT_FOUND', async () => {
    const concertId = await api.world.concert();
    const startsAt = new Date('2030-04-01T00:00:00Z');
    const performanceId = await api.world.performance(concertId, { startsAt });
    const visitor = await api.visitor('dateless');
    await visitor.enter(concertId);
    const { hold } = visitor.client.reservation;
    expect(await refusalOf(hold.mutate({ performanceId, seatIds: [nowhere] }))).toMatchObject({
      errorCode: 'NO_DATES_AVAILABLE',
    });
    const elsewhere = { performanceId: nowhere, seatIds: [nowhere] };
    expect(await refusalOf(hold.mutate(elsewhere))).toMatchObject({
      errorCode: 'PERFORMANCE_NOT_FOUND',
    });
  });

  test('there are no seats: NO_SEATS_AVAILABLE; a seat is of another performance: SEAT_NOT_FOUND', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const other = await api.world.performance(concertId);
    const [foreign] = await api.world.seatIds(other);
    const visitor = await api.visitor('seatless');
    await visitor.enter(concertId);
    const { hold } = visitor.client.reservation;
    const mixed = { performanceId, seatIds: [String(seatIds[0]), String(foreign)] };
    expect(await refusalOf(hold.mutate(mixed))).toMatchObject({
      errorCode: 'SEAT_NOT_FOUND',
      details: { seatIds: [foreign] },
    });
    const bare = await api.world.performance(concertId, { sections: [] });
    const empty = { performanceId: bare, seatIds: [String(foreign)] };
    expect(await refusalOf(hold.mutate(empty))).toMatchObject({ errorCode: 'NO_SEATS_AVAILABLE' });
  });

  test('a seat is taken: SEAT_UNAVAILABLE names it, and the other seats stay available', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const [first, second] = [await api.visitor('quick'), await api.visitor('slow')];
    await first.enter(concertId);
    await second.enter(concertId);
    const [a = '', b = '', c = ''] = seatIds;
    await first.client.reservation.hold.mutate({ performanceId, seatIds: [b] });
    const { hold } = second.client.reservation;
    expect(await refusalOf(hold.mutate({ performanceId, seatIds: [a, b, c] }))).toMatchObject({
      errorCode: 'SEAT_UNAVAILABLE',
      code: 'CONFLICT',
      details: { seatIds: [b] },
    });
    expect((await second.client.concert.seats.query({ performanceId })).items).toHaveLength(9);
    await expect(hold.mutate({ performanceId, seatIds: [a, c] })).resolves.toBeTruthy();
  });

  test('more seats than holdLimit: HOLD_LIMIT_EXCEEDED, counting held and paid seats', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats({
      holdLimit: 3,
    });
    const visitor = await api.visitor('collector');
    await visitor.enter(concertId);
    const { hold } = visitor.client.reservation;
    expect(
      await refusalOf(hold.mutate({ performanceId, seatIds: seatIds.slice(0, 4) })),
    ).toMatchObject({ errorCode: 'HOLD_LIMIT_EXCEEDED', details: { limit: 3 } });
    const { id } = await hold.mutate({ performanceId, seatIds: seatIds.slice(0, 2) });
    await visitor.client.balance.charge.mutate({ amount: 1_000_000 });
    await visitor.client.payment.pay.mutate({ reservationId: id });
    await visitor.enter(concertId);
    const again = visitor.client.reservation.hold;
    expect(
      await refusalOf(again.mutate({ performanceId, seatIds: seatIds.slice(2, 4) })),
    ).toMatchObject({ errorCode: 'HOLD_LIMIT_EXCEEDED' });
    await expect(
      again.mutate({ performanceId, seatIds: seatIds.slice(2, 3) }),
    ).resolves.toBeTruthy();
  });

  test('the entry waits: QUEUE_WAITING; the entry has ended: QUEUE_TOKEN_EXPIRED', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats({
      queue: { maxActive: 1 },
    });
    const [first, second] = [await api.visitor('ahead'), await api.visitor('behind')];
    await first.enter(concertId);
    await second.enter(concertId);
    const input = { performanceId, seatIds: seatIds.slice(0, 1) };
    expect(await refusalOf(second.client.reservation.hold.mutate(input))).toMatchObject({
      errorCode: 'QUEUE_WAITING',
      details: { position: 1 },
    });
    await first.client.queue.leave.mutate();
    expect(await refusalOf(first.client.reservation.hold.mutate(input))).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
    });
  });
});
