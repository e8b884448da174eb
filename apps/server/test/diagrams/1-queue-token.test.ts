import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('유저 대기열 토큰 기능 (queue token of a user)', () => {
  test('a call without a token or with a forged one is refused', async () => {
    const concertId = await api.world.concert();
    const visitor = await api.visitor('none');
    expect(await refusalOf(visitor.client.concert.dates.query({ concertId }))).toMatchObject({
      errorCode: 'QUEUE_TOKEN_REQUIRED',
      httpStatus: 401,
    });
    const authorization = `Bearer ${visitor.bearer}`;
    const forged = api.client({ authorization, 'x-queue-token': 'test.AAAA.BBBB' });
    expect(await refusalOf(forged.queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_INVALID',
    });
  });

  test('a call with an active token succeeds', async () => {
    const { concertId } = await api.world.concertWithSeats();
    const visitor = await api.visitor('active');
    await visitor.enter(concertId);
    expect(await visitor.client.queue.status.query()).toMatchObject({
      status: 'ACTIVE',
      position: null,
      token: visitor.token,
    });
    await expect(visitor.client.concert.dates.query({ concertId })).resolves.toBeTruthy();
  });

  test('a waiting token is answered with its current position', async () => {
    const { concertId } = await api.world.concertWithSeats({ queue: { maxActive: 1 } });
    const [first, second, third] = [
      await api.visitor('w1'),
      await api.visitor('w2'),
      await api.visitor('w3'),
    ];
    for (const visitor of [first, second, third]) await visitor.enter(concertId);
    expect(await third.client.queue.status.query()).toMatchObject({
      status: 'WAITING',
      position: 2,
      pollAfterSeconds: 5,
      activeUntil: null,
    });
    expect(await refusalOf(third.client.concert.dates.query({ concertId }))).toMatchObject({
      errorCode: 'QUEUE_WAITING',
      code: 'PRECONDITION_FAILED',
      details: { position: 2, pollAfterSeconds: 5 },
    });
    await second.client.queue.leave.mutate();
    expect(await third.client.queue.status.query()).toMatchObject({ position: 1 });
  });

  test('QUEUE_TOKEN_EXPIRED: not claimed in time, past its end, left, purged', async () => {
    const { concertId } = await api.world.concertWithSeats({ queue: { maxActive: 50 } });
    const unclaimed = await api.visitor('unclaimed');
    await unclaimed.enter(concertId);
    api.world.advanceClock(60);
    expect(await refusalOf(unclaimed.client.queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
      code: 'UNAUTHORIZED',
    });

    const late = await api.visitor('late');
    await late.enter(concertId);
    await late.client.queue.status.query();
    api.world.advanceClock(599);
    await expect(late.client.queue.status.query()).resolves.toBeTruthy();
    api.world.advanceClock(1);
    expect(await refusalOf(late.client.concert.dates.query({ concertId }))).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
    });

    const leaver = await api.visitor('leaver');
    await leaver.enter(concertId);
    expect(await leaver.client.queue.leave.mutate()).toEqual({ left: true });
    expect(await refusalOf(leaver.client.queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
    });

    await api.world.pool.query('delete from queue_entry where concert_id = $1', [concertId]);
    expect(await refusalOf(leaver.client.queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
    });
  });

  test('a token works only for its user and its concert', async () => {
    const { concertId, performanceId } = await api.world.concertWithSeats();
    const other = await api.world.concertWithSeats();
    const owner = await api.visitor('owner');
    const thief = await api.visitor('thief');
    await owner.enter(concertId);
    const stolen = api.client({
      authorization: `Bearer ${thief.bearer}`,
      'x-queue-token': owner.token,
    });
    expect(await refusalOf(stolen.queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_INVALID',
    });
    await owner.enter(other.concertId);
    for (const call of [
      () => owner.client.concert.dates.query({ concertId }),
      () => owner.client.concert.seats.query({ performanceId }),
      () => owner.client.concert.seatMap.query({ performanceId }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ errorCode: 'QUEUE_TOKEN_INVALID' });
    }
  });

  test('joining again returns the same entry, and its earlier token still works', async () => {
    const { concertId } = await api.world.concertWithSeats({ queue: { maxActive: 1 } });
    const front = await api.visitor('front');
    const again = await api.visitor('again');
    await front.enter(concertId);
    await again.enter(concertId);
    const before = again.client;
    const ticket = await again.client.queue.status.query();
    await again.enter(concertId);
    expect(await again.client.queue.status.query()).toEqual(ticket);
    expect(await before.queue.status.query()).toEqual(ticket);
  });
});
