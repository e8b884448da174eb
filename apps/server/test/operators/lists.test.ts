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

describe('lists and the action log', () => {
  test('reservations and payments can be filtered and paged', async () => {
    await purchase(api, 'listed on the second page');
    const { visitor, concertId, performanceId, held, payment } = await purchase(api, 'listed');
    const { admin } = operator.client;
    const userId = visitor.user.id;
    expect(await admin.listReservations.query({ userId, status: 'PAID' })).toMatchObject({
      items: [{ id: held.id, userId }],
      nextCursor: null,
    });
    expect((await admin.listReservations.query({ performanceId, status: 'HELD' })).items).toEqual(
      [],
    );
    expect((await admin.listPayments.query({ concertId })).items).toEqual([{ ...payment, userId }]);
    expect((await admin.listPayments.query({ userId, status: 'REFUNDED' })).items).toEqual([]);
    const first = await admin.listPayments.query({ limit: 1 });
    const second = await admin.listPayments.query({ limit: 1, cursor: first.nextCursor });
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  });

  test('the log has the actions of operators, but no refused ones', async () => {
    const { admin } = operator.client;
    const { payment } = await purchase(api, 'refunded');
    await admin.refund.mutate({ paymentId: payment.id });
    const concertId = await api.world.concert({ title: 'Logged' });
    await admin.configureQueue.mutate({ concertId, paused: true });
    await refusalOf(admin.configureQueue.mutate({ concertId, pollAfterSeconds: 300 }));
    const { items } = await admin.actions.query({ limit: 2 });
    expect(items).toEqual([
      {
        id: expect.any(String),
        operatorId: operator.user.id,
        operatorName: operator.user.name,
        action: 'configureQueue',
        targetId: concertId,
        details: { paused: true, from: { paused: false } },
        createdAt: api.world.now,
      },
      expect.objectContaining({ action: 'createConcert', targetId: concertId }),
    ]);
    const refunds = await admin.actions.query({ action: 'refund' });
    expect(refunds.items.map(({ action }) => action)).toEqual(['refund']);
  });
});
