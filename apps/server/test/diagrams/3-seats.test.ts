import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const nowhere = '01920000-0000-7000-8000-00000000dead';

describe('콘서트 예약 가능 좌석 조회 (seats that can be held)', () => {
  test('the available seats are returned in seat order', async () => {
    const { concertId, performanceId } = await api.world.concertWithSeats();
    const visitor = await api.visitor('reader');
    await visitor.enter(concertId);
    const { items, version } = await visitor.client.concert.seats.query({ performanceId });
    expect(Number.isSafeInteger(version)).toBe(true);
    expect(items.map(({ label }) => label)).toEqual([
      ...['S A-1', 'S A-2', 'S A-3', 'S A-4', 'S A-5'],
      ...['S B-1', 'S B-2', 'S B-3', 'S B-4', 'S B-5'],
    ]);
    expect(items[0]).toEqual({
      id: expect.any(String),
      place: 0,
      section: 'S',
      row: 'A',
      number: 1,
      label: 'S A-1',
      price: 50_000,
    });
    const seatIds = items.slice(0, 2).map(({ id }) => id);
    await visitor.client.reservation.hold.mutate({ performanceId, seatIds });
    const after = await visitor.client.concert.seats.query({ performanceId });
    expect(after.items).toHaveLength(8);
    expect(after.version).toBe(version + 1);
  });

  test('the user does not exist: USER_NOT_FOUND', async () => {
    const { performanceId } = await api.world.concertWithSeats();
    const authorization = `Bearer ${await api.bearer({ sub: nowhere })}`;
    expect(
      await refusalOf(api.client({ authorization }).concert.seats.query({ performanceId })),
    ).toMatchObject({ errorCode: 'USER_NOT_FOUND' });
  });

  test('the performance has started: NO_DATES_AVAILABLE; it is unknown: PERFORMANCE_NOT_FOUND', async () => {
    const concertId = await api.world.concert();
    const performanceId = await api.world.performance(concertId, {
      startsAt: new Date('2030-04-01T00:00:00Z'),
    });
    const visitor = await api.visitor('dateless');
    await visitor.enter(concertId);
    for (const read of [visitor.client.concert.seats, visitor.client.concert.seatMap]) {
      expect(await refusalOf(read.query({ performanceId }))).toMatchObject({
        errorCode: 'NO_DATES_AVAILABLE',
      });
      expect(await refusalOf(read.query({ performanceId: nowhere }))).toMatchObject({
        errorCode: 'PERFORMANCE_NOT_FOUND',
      });
    }
  });

  test('no seat is available: NO_SEATS_AVAILABLE, but the seat map is still returned', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats(
      {},
      { sections: [{ name: 'S', rows: 1, seatsPerRow: 2, price: 1_000 }] },
    );
    const visitor = await api.visitor('last');
    await visitor.enter(concertId);
    await visitor.client.reservation.hold.mutate({ performanceId, seatIds });
    expect(await refusalOf(visitor.client.concert.seats.query({ performanceId }))).toMatchObject({
      errorCode: 'NO_SEATS_AVAILABLE',
      httpStatus: 404,
    });
    const bare = { performanceId: await api.world.performance(concertId, { sections: [] }) };
    expect(await refusalOf(visitor.client.concert.seats.query(bare))).toMatchObject({
      errorCode: 'NO_SEATS_AVAILABLE',
    });
    expect(await visitor.client.concert.seatMap.query(bare)).toMatchObject({ seats: [] });
    const map = await visitor.client.concert.seatMap.query({ performanceId });
    expect(map.seats.map(({ status, mine }) => [status, mine])).toEqual([
      ['HELD', true],
      ['HELD', true],
    ]);
  });
});
