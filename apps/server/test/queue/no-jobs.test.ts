import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, refusalOf } from '../../testing/http/api.ts';
import { type Live, startLive } from '../../testing/http/live.ts';

let live: Live;
let operator: Client;
beforeAll(async () => {
  live = await startLive({ HOLD_SECONDS: '1' });
  operator = live.client(await live.signIn('operator', 'operator'));
});
afterAll(() => live.close());

const createConcert = async (queue: { maxActive: number; claimSeconds: number }) => {
  const { id: concertId } = await operator.admin.createConcert.mutate({
    ...{ title: 'T', artist: 'A', venue: 'V' },
    queue: { ...queue, pollAfterSeconds: 1 },
  });
  const { performanceId } = await operator.admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(Date.now() + 86_400_000),
    sections: [{ name: 'S', rows: 1, seatsPerRow: 2, price: 1_000 }],
  });
  return { concertId, performanceId };
};
const enter = async (name: string, concertId: string) => {
  const headers = await live.signIn(name);
  const { token } = await live.client(headers).queue.join.mutate({ concertId });
  return live.client({ ...headers, 'x-queue-token': token });
};
/** Checks every 50 ms until the condition is true. Throws after 30 s. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const start = Date.now();
  while (!(await isTrue())) {
    if (Date.now() - start > 30_000) throw new Error('timed out after 30 seconds');
    await sleep(50);
  }
}

describe('invariant 5: without any job, on the real clock', () => {
  test('an expired hold blocks no seat', async () => {
    const { concertId, performanceId } = await createConcert({ maxActive: 10, claimSeconds: 60 });
    const [first, second] = [await enter('h1', concertId), await enter('h2', concertId)];
    const { items } = await first.concert.seats.query({ performanceId });
    const seatIds = items.map(({ id }) => id);
    const held = await first.reservation.hold.mutate({ performanceId, seatIds });
    expect(
      await refusalOf(second.reservation.hold.mutate({ performanceId, seatIds })),
    ).toMatchObject({
      errorCode: 'SEAT_UNAVAILABLE',
    });
    await until(() =>
      second.reservation.hold.mutate({ performanceId, seatIds }).then(
        () => true,
        () => false,
      ),
    );
    expect(await first.reservation.get.query({ reservationId: held.id })).toMatchObject({
      status: 'EXPIRED',
    });
    expect(await refusalOf(first.payment.pay.mutate({ reservationId: held.id }))).toMatchObject({
      errorCode: 'HOLD_EXPIRED',
    });
    expect(await operator.admin.audit.query({})).toMatchObject({ ok: true });
  });

  test('an expired token is refused everywhere, and the next entry is admitted', async () => {
    const { concertId, performanceId } = await createConcert({ maxActive: 1, claimSeconds: 2 });
    const gone = await enter('closed the page', concertId);
    const next = await enter('waits', concertId);
    expect(await next.queue.status.query()).toMatchObject({ status: 'WAITING', position: 1 });
    await until(async () => (await next.queue.status.query()).status === 'ACTIVE');
    for (const call of [
      () => gone.queue.status.query(),
      () => gone.concert.seats.query({ performanceId }),
      () => gone.concert.dates.query({ concertId }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ errorCode: 'QUEUE_TOKEN_EXPIRED' });
    }
    expect(await operator.admin.audit.query({ concertId })).toMatchObject({ ok: true });
  });

  test('the next entry is admitted after a user leaves and after a user pays', async () => {
    const { concertId, performanceId } = await createConcert({ maxActive: 1, claimSeconds: 60 });
    const [a, b, c] = [
      await enter('n1', concertId),
      await enter('n2', concertId),
      await enter('n3', concertId),
    ];
    await a.queue.leave.mutate();
    await until(async () => (await b.queue.status.query()).status === 'ACTIVE');
    const { items } = await b.concert.seats.query({ performanceId });
    const [seat] = items;
    const held = await b.reservation.hold.mutate({ performanceId, seatIds: [String(seat?.id)] });
    await b.payment.pay.mutate({ reservationId: held.id, topUp: true });
    await until(async () => (await c.queue.status.query()).status === 'ACTIVE');
    expect(await operator.admin.audit.query({ concertId })).toMatchObject({ ok: true });
  });
});
