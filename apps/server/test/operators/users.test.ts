import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

describe('users', () => {
  test('can be created, found by a part of their name, and deleted', async () => {
    const { admin } = operator.client;
    const created = await admin.createUser.mutate({ name: 'Kim 100% Minjun', externalId: 'kim-1' });
    expect(created).toMatchObject({ role: 'customer', externalId: 'kim-1' });
    const names = async (name: string) =>
      (await admin.findUsers.query({ name })).items.map(({ id }) => id);
    expect(await names('0% min')).toEqual([created.id]);
    expect(await names('0_ min')).toEqual([]);
    expect(await admin.createUser.mutate({ name: 'Other', externalId: 'kim-1' })).toEqual(created);
    expect(await admin.deleteUser.mutate({ userId: created.id })).toEqual({
      ...{ deleted: true, balance: 0, holds: 0, tickets: 0 },
    });
    expect(await names('Minjun')).toEqual([]);
    expect(
      await refusalOf(admin.createUser.mutate({ name: 'Other', externalId: 'kim-1' })),
    ).toMatchObject({ details: { issues: [{ path: ['externalId'] }] } });
    expect(await refusalOf(admin.deleteUser.mutate({ userId: created.id }))).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
  });

  test('deleting a user ends the queue entry and releases the holds', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats({
      queue: { maxActive: 1 },
    });
    const visitor = await api.visitor('unwanted');
    await visitor.enter(concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    await visitor.client.reservation.hold.mutate(wanted);
    await operator.client.admin.deleteUser.mutate({ userId: visitor.user.id });
    expect(await refusalOf(visitor.client.queue.status.query())).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
    const next = await api.visitor('wanted');
    await next.enter(concertId);
    await expect(next.client.reservation.hold.mutate(wanted)).resolves.toBeTruthy();
  });

  test('a deleted user is found, restored, and erased; then the external id is free', async () => {
    const { admin } = operator.client;
    const input = { name: 'Ha-eun', externalId: 'ha-eun-1' };
    const created = await admin.createUser.mutate(input);
    const { id: userId } = created;
    const bearer = await api.bearer({ sub: userId });
    const { session } = api.client({ authorization: `Bearer ${bearer}` });
    await admin.deleteUser.mutate({ userId });
    expect(await refusalOf(session.me.query())).toMatchObject({ errorCode: 'USER_NOT_FOUND' });
    const found = await admin.findUsers.query({ deleted: true, externalId: input.externalId });
    expect(found.items).toEqual([{ ...created, deletedAt: api.world.now }]);
    expect(await admin.restoreUser.mutate({ userId })).toEqual(created);
    expect(await session.me.query()).toMatchObject({ name: input.name });
    expect(await admin.eraseUser.mutate({ userId })).toEqual({ erased: true });
    expect(await refusalOf(session.me.query())).toMatchObject({ errorCode: 'USER_NOT_FOUND' });
    expect(await refusalOf(admin.restoreUser.mutate({ userId }))).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
    expect((await admin.createUser.mutate(input)).id).not.toBe(userId);
  });
});
