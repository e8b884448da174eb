import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('콘서트 예약 가능 날짜 조회 (dates that can be booked)', () => {
  test('the dates are returned, earliest first, with the number of available seats', async () => {
    const { world } = api;
    const concertId = await world.concert();
    const sections = [
      { name: 'S', rows: 1, seatsPerRow: 3, price: 90_000 },
      { name: 'A', rows: 1, seatsPerRow: 2, price: 60_000 },
    ];
    const later = await world.performance(concertId, {
      startsAt: new Date('2030-06-02T10:30:00Z'),
    });
    const sooner = await world.performance(concertId, {
      startsAt: new Date('2030-06-01T10:30:00Z'),
      sections,
    });
    const visitor = await api.visitor('reader');
    await visitor.enter(concertId);
    const [seat] = await world.seatIds(sooner);
    await visitor.client.reservation.hold.mutate({
      performanceId: sooner,
      seatIds: [String(seat)],
    });
    expect(await visitor.client.concert.dates.query({ concertId })).toEqual({
      items: [
        {
          performanceId: sooner,
          startsAt: new Date('2030-06-01T10:30:00Z'),
          timezone: 'Asia/Seoul',
          seatsAvailable: 4,
          seatsTotal: 5,
          priceFrom: 60_000,
          currency: 'KRW',
        },
        expect.objectContaining({ performanceId: later, seatsAvailable: 10, priceFrom: 50_000 }),
      ],
    });
  });

  test('the user does not exist: USER_NOT_FOUND', async () => {
    const { concertId } = await api.world.concertWithSeats();
    const visitor = await api.visitor('soon gone');
    await visitor.enter(concertId);
    await api.world.pool.query('update app_user set deleted_at = now() where id = $1', [
      visitor.user.id,
    ]);
    expect(await refusalOf(visitor.client.concert.dates.query({ concertId }))).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
      httpStatus: 404,
    });
  });

  test('NO_DATES_AVAILABLE: no performance, only past ones, only cancelled ones, outside the sale', async () => {
    const { world } = api;
    const none = await world.concert();
    const past = await world.concert();
    await world.performance(past, { startsAt: new Date('2030-04-30T10:00:00Z') });
    const cancelled = await world.concertWithSeats();
    const operator = await api.visitor('operator', 'operator');
    await operator.client.admin.cancelPerformance.mutate({
      performanceId: cancelled.performanceId,
      reason: 'storm',
    });
    const closed = await world.concertWithSeats();
    const visitor = await api.visitor('dateless');
    for (const concertId of [none, past, cancelled.concertId, closed.concertId]) {
      await visitor.enter(concertId);
      if (concertId === closed.concertId) {
        const values = [concertId, world.now];
        await world.pool.query('update concert set sales_close_at = $2 where id = $1', values);
      }
      expect(await refusalOf(visitor.client.concert.dates.query({ concertId }))).toMatchObject({
        errorCode: 'NO_DATES_AVAILABLE',
        httpStatus: 404,
      });
    }
  });
});
