import { releaseExpiredHolds } from '@frontrow/domain/reservation/release-expired';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('콘서트 임시예약 해제 스케줄링 (release of expired holds)', () => {
  test('the sweep frees the seats of expired holds and no others', async () => {
    const { world } = api;
    const { concertId, performanceId, seatIds } = await world.concertWithSeats({ holdLimit: 10 });
    const visitor = await api.visitor('sleeper');
    await visitor.enter(concertId);
    const { hold } = visitor.client.reservation;
    const expiring = [];
    for (const seat of seatIds.slice(0, 3)) {
      expiring.push(await hold.mutate({ performanceId, seatIds: [seat] }));
    }
    world.advanceClock(299);
    const fresh = await hold.mutate({ performanceId, seatIds: seatIds.slice(3, 4) });
    expect(await releaseExpiredHolds(world.ctx, { batch: 2 })).toBe(0);
    world.advanceClock(1);

    const read = () => visitor.client.reservation.list.query({});
    const before = await read();
    expect(before.items.map(({ status }) => status)).toEqual([
      'HELD',
      'EXPIRED',
      'EXPIRED',
      'EXPIRED',
    ]);
    expect(await releaseExpiredHolds(world.ctx, { batch: 2 })).toBe(3);
    expect(await read()).toEqual(before);
    expect(await releaseExpiredHolds(world.ctx, { batch: 2 })).toBe(0);
    const { rows } = await world.pool.query(
      `select (select count(*)::int from seat where performance_id = $1 and reservation_id is not null) as owned,
        (select count(*)::int from reservation where performance_id = $1 and status = 'EXPIRED') as expired`,
      [performanceId],
    );
    expect(rows).toEqual([{ owned: 1, expired: expiring.length }]);
    expect(await visitor.client.reservation.get.query({ reservationId: fresh.id })).toMatchObject({
      status: 'HELD',
    });
  });

  test('without any sweep an expired hold blocks no seat, and the seat map sends the change', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const [first, second] = [await api.visitor('forgetful'), await api.visitor('waiting')];
    await first.enter(concertId);
    await second.enter(concertId);
    await second.client.queue.status.query();
    const input = { performanceId, seatIds: seatIds.slice(0, 2) };
    const held = await first.client.reservation.hold.mutate(input);
    const map = await second.client.concert.seatMap.query({ performanceId });
    const since = { performanceId, sinceVersion: map.version };
    const quiet = await second.client.concert.seatMap.query(since);
    expect(quiet).toMatchObject({ full: false, seats: [], version: map.version });
    api.world.advanceClock(300);
    const expired = await second.client.concert.seatMap.query(since);
    expect(expired.version).toBeGreaterThan(map.version);
    expect(expired.full).toBe(false);
    expect(expired.seats.map(({ id, status }) => [id, status])).toEqual(
      input.seatIds.map((id) => [id, 'AVAILABLE']),
    );
    expect(await second.client.reservation.hold.mutate(input)).toMatchObject({ status: 'HELD' });
    expect(await first.client.reservation.get.query({ reservationId: held.id })).toMatchObject({
      status: 'EXPIRED',
    });
    const taken = await first.client.reservation.release.mutate({ reservationId: held.id });
    expect(taken).toMatchObject({ status: 'EXPIRED' });
    expect(await api.world.services.admin.audit({})).toMatchObject({ ok: true });
  });
});
