import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';
import { purchase } from '../../testing/http/purchase.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

describe('admin.board', () => {
  test('has the queue, the sale, the health, what operators did, and the places', async () => {
    const { concertId } = await purchase(api, 'a buyer', 2);
    const { admin } = operator.client;
    await admin.configureQueue.mutate({ concertId, maxActive: 600 });
    const [date] = (await admin.listPerformances.query({ concertId })).items;
    if (!date) throw new Error('no date');
    const { performanceId } = date;
    const board = await admin.board.query({ concertId, performanceId, minutes: 5 });
    expect(board.queue).toEqual(await admin.queueStats.query({ concertId }));
    expect(board.sales).toEqual(await admin.salesStats.query({ concertId, minutes: 5 }));
    expect(board.health.processes).toEqual([]);
    expect(board.places).toMatchObject({ full: true, places: 'SSAAAAAAAA', mine: [] });
    expect(board.actions[0]).toMatchObject({
      operatorId: operator.user.id,
      operatorName: operator.user.name,
      action: 'configureQueue',
      details: { maxActive: 600, from: { maxActive: 500 } },
    });
    const sinceVersion = board.places?.version ?? 0;
    const next = await admin.board.query({ concertId, performanceId, sinceVersion });
    expect(next.places).toMatchObject({ full: false, changed: [] });
    expect((await admin.board.query({ concertId })).places).toBeNull();
  });

  test('shows the places of a date that is cancelled', async () => {
    const { concertId } = await purchase(api, 'another buyer', 1);
    const { admin } = operator.client;
    const [date] = (await admin.listPerformances.query({ concertId })).items;
    const performanceId = date?.performanceId ?? '';
    await admin.cancelPerformance.mutate({ performanceId, reason: 'rain' });
    const { places } = await admin.availability.query({ performanceId });
    expect(places).toBe('AAAAAAAAAA');
  });

  test('refuses what does not exist, and a date of another concert', async () => {
    const { concertId } = await purchase(api, 'a third buyer', 1);
    const other = await api.world.concert();
    const { board, listPerformances } = operator.client.admin;
    const nothing = '01920000-0000-7000-8000-00000000dead';
    expect(await refusalOf(board.query({ concertId: nothing }))).toMatchObject({
      errorCode: 'CONCERT_NOT_FOUND',
    });
    const [date] = (await listPerformances.query({ concertId })).items;
    const performanceId = date?.performanceId ?? '';
    expect(await refusalOf(board.query({ concertId: other, performanceId }))).toMatchObject({
      errorCode: 'PERFORMANCE_NOT_FOUND',
    });
  });
});

test('admin.actions tells who did what to one thing, since a time', async () => {
  const concertId = await api.world.concert();
  const { admin } = operator.client;
  await admin.configureQueue.mutate({ concertId, paused: true });
  api.world.advanceClock(60);
  const since = api.world.now;
  await admin.configureQueue.mutate({ concertId, paused: false });
  const details = async (filter: object) =>
    (await admin.actions.query({ targetId: concertId, ...filter })).items.map(
      (action) => action.details,
    );
  expect(await details({ action: 'configureQueue' })).toEqual([
    { paused: false, from: { paused: true } },
    { paused: true, from: { paused: false } },
  ]);
  expect(await details({ since })).toHaveLength(1);
});
