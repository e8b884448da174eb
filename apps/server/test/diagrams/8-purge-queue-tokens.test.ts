import { purgeQueueEntries } from '@frontrow/domain/queue/purge/purge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const options = { retentionSeconds: 3_600, batch: 2 };

describe('만료된 토큰 및 예약 완료 토큰 삭제 스케줄링 (purge of ended queue entries)', () => {
  test('ended entries are deleted after the retention; waiting entries and active passes never', async () => {
    const { world } = api;
    const { concertId, performanceId, seatIds } = await world.concertWithSeats({
      queue: { maxActive: 4, claimSeconds: 3_600, activeSeconds: 80_000 },
    });
    const [buyer, leaver, lost, live, waits] = [
      await api.visitor('buyer'),
      await api.visitor('leaver'),
      await api.visitor('lost'),
      await api.visitor('live'),
      await api.visitor('waits'),
    ];
    for (const visitor of [buyer, leaver, lost, live, waits]) await visitor.enter(concertId);
    await live.client.queue.status.query();
    const { id } = await buyer.client.reservation.hold.mutate({
      performanceId,
      seatIds: seatIds.slice(0, 1),
    });
    await buyer.client.payment.pay.mutate({ reservationId: id, topUp: true });
    await leaver.client.queue.leave.mutate();

    expect(await purgeQueueEntries(world.ctx, options)).toBe(0);
    world.advanceClock(3_600);
    expect(await purgeQueueEntries(world.ctx, options)).toBe(2);
    world.advanceClock(3_600);
    expect(await purgeQueueEntries(world.ctx, options)).toBe(1);
    expect(await purgeQueueEntries(world.ctx, options)).toBe(0);

    for (const gone of [buyer, leaver, lost]) {
      expect(await refusalOf(gone.client.queue.status.query())).toMatchObject({
        errorCode: 'QUEUE_TOKEN_EXPIRED',
      });
    }
    expect(await live.client.queue.status.query()).toMatchObject({ status: 'ACTIVE' });
    expect(await waits.client.queue.status.query()).toMatchObject({
      status: 'WAITING',
      position: 1,
    });
    const operator = await api.visitor('operator', 'operator');
    expect(await operator.client.admin.queueStats.query({ concertId })).toMatchObject({
      waiting: 1,
      active: 1,
      completed: 1,
      expired: 1,
      left: 1,
    });
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });
});
