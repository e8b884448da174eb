import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

async function waitingAt(queue: object, people: number): Promise<string> {
  const concertId = await api.world.concert({ queue });
  for (let n = 0; n < people; n++) {
    const visitor = await api.visitor(`waits ${n} for ${concertId}`);
    await visitor.client.queue.join.mutate({ concertId });
  }
  return concertId;
}

describe('admin.forecastQueue', () => {
  test('says how long the last in line waits by the settings in force and by others', async () => {
    const concertId = await waitingAt({ maxActive: 1, admitPerMinute: 60, activeSeconds: 600 }, 5);
    const { forecastQueue, queueStats } = operator.client.admin;
    const { now, then } = await forecastQueue.query({ concertId, maxActive: 100 });
    expect(now).toBeGreaterThan(300);
    expect(then).toBeLessThan(10);
    const same = await forecastQueue.query({ concertId });
    expect([same.now, same.then]).toEqual([now, now]);
    expect((await queueStats.query({ concertId })).settings).toMatchObject({ maxActive: 1 });
  });

  test.each([{ paused: true }, { maxActive: 0 }, { admitPerMinute: 0 }])(
    'nobody is admitted with %j',
    async (change) => {
      const concertId = await waitingAt({ maxActive: 1 }, 2);
      const { then } = await operator.client.admin.forecastQueue.query({ concertId, ...change });
      expect(then).toBeNull();
    },
  );

  test('is 0 where nobody waits', async () => {
    const concertId = await api.world.concert();
    const found = await operator.client.admin.forecastQueue.query({ concertId, maxActive: 7 });
    expect([found.now, found.then]).toEqual([0, 0]);
  });

  test('counts those in the pre-queue before the opening', async () => {
    const opensAt = new Date(api.world.now.getTime() + 3_600_000);
    const concertId = await waitingAt({ maxActive: 100, admitPerMinute: 2, opensAt }, 5);
    const { now, then } = await operator.client.admin.forecastQueue.query({
      concertId,
      admitPerMinute: 1,
    });
    expect(now).toBeGreaterThan(60);
    expect(then).toBeGreaterThan(now ?? 0);
  });

  test('refuses a concert that does not exist, and everybody but operators', async () => {
    const concertId = '01920000-0000-7000-8000-00000000dead';
    expect(await refusalOf(operator.client.admin.forecastQueue.query({ concertId }))).toMatchObject(
      { errorCode: 'CONCERT_NOT_FOUND' },
    );
    const visitor = await api.visitor('curious');
    expect(await refusalOf(visitor.client.admin.forecastQueue.query({ concertId }))).toMatchObject({
      errorCode: 'FORBIDDEN',
    });
  });
});
