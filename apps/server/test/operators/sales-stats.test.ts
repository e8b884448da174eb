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

describe('admin.salesStats', () => {
  test('answers with the figures of now and of each of the last 60 minutes', async () => {
    const { concertId, payment } = await purchase(api, 'a buyer', 2);
    const { now, byCategory, series } = await operator.client.admin.salesStats.query({ concertId });
    const revenue = payment.amount;
    const figures = { available: 8, held: 0, sold: 2, blocked: 0, revenue };
    expect(now).toEqual({ ...figures, currency: 'KRW' });
    expect(byCategory).toEqual([{ category: 'S', ...figures }]);
    expect(series).toHaveLength(60);
    expect(series.at(-1)).toEqual({
      at: new Date(Math.floor(api.world.now.getTime() / 60_000) * 60_000),
      ...{ joined: 1, admitted: 1, left: 0, expired: 0 },
      ...{ held: 1, released: 0, paid: 1, refunded: 0, revenue },
    });
  });

  test.each([0, -1, 1.5, 1_441, Number.NaN, '60', null])('refuses %s minutes', async (minutes) => {
    const concertId = await api.world.concert();
    const call = operator.client.admin.salesStats.query({ concertId, minutes } as never);
    expect(await refusalOf(call)).toMatchObject({
      errorCode: 'VALIDATION_FAILED',
      details: { issues: [{ path: ['minutes'] }] },
    });
  });

  test('refuses a concert that does not exist, and everybody but operators', async () => {
    const unknown = { concertId: '01920000-0000-7000-8000-00000000dead' };
    const { salesStats } = operator.client.admin;
    expect(await refusalOf(salesStats.query(unknown))).toMatchObject({
      errorCode: 'CONCERT_NOT_FOUND',
    });
    const concertId = await api.world.concert();
    const visitor = await api.visitor('curious');
    const call = visitor.client.admin.salesStats.query({ concertId });
    expect(await refusalOf(call)).toMatchObject({ errorCode: 'FORBIDDEN' });
  });
});
