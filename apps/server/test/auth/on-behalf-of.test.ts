import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let world: World;
const open: Api[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => {
  for (const api of open.splice(0)) api.stop();
});
afterAll(() => world.close());

/** A server, and clients of a back end that acts for whom the header names. */
async function backEnd(env: Record<string, string> = {}) {
  const api = await startApi(env, world);
  open.push(api);
  const service = await api.visitor('shop', 'service');
  const sub = env.AUTH_AUTO_CREATE ? 'the shop itself' : service.user.id;
  const authorization = `Bearer ${await api.bearer({ sub, role: 'service' })}`;
  const acting = (onBehalfOf: string, more: Record<string, string> = {}) =>
    api.client({ authorization, 'x-on-behalf-of': onBehalfOf, ...more });
  return { api, acting, own: api.client({ authorization }) };
}

describe('a back end', () => {
  test('creates users by its own ids, the same id is the same user, and it may nothing else of admin', async () => {
    const { acting, own } = await backEnd();
    const input = { name: 'Jun', externalId: ' Jun #7 ' };
    const created = await Promise.all(
      Array.from({ length: 5 }, () => own.admin.createUser.mutate(input)),
    );
    expect(new Set(created.map(({ id }) => id)).size).toBe(1);
    expect(created[0]).toMatchObject({ externalId: ' Jun #7 ', role: 'customer' });
    const again = await own.admin.createUser.mutate({ ...input, name: 'June' });
    expect(again).toEqual(created[0]);
    expect(await own.admin.createUser.mutate({ ...input, externalId: 'Jun #7' })).not.toEqual(
      again,
    );
    expect(await refusalOf(own.admin.findUsers.query({}))).toMatchObject({
      errorCode: 'FORBIDDEN',
    });
    const asCustomer = acting(again.id).admin.createUser.mutate({ name: 'x' });
    expect(await refusalOf(asCustomer)).toMatchObject({ errorCode: 'FORBIDDEN' });
  });

  test('acts by external id, with the queue token of that user only', async () => {
    const { acting, own } = await backEnd();
    const user = await own.admin.createUser.mutate({ name: 'Kim', externalId: 'kim/é 한' });
    const external = `external:${encodeURIComponent('kim/é 한')}`;
    expect(await acting(external).session.me.query()).toEqual({
      id: user.id,
      name: 'Kim',
      role: 'customer',
    });
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    const { token } = await acting(external).queue.join.mutate({ concertId });
    const sent = { 'x-queue-token': token };
    expect(await acting(external, sent).queue.status.query()).toMatchObject({ position: 1 });
    expect(await acting(user.id, sent).queue.status.query()).toMatchObject({ position: 1 });
    await own.admin.createUser.mutate({ name: 'Lee', externalId: 'lee' });
    expect(await refusalOf(acting('external:lee', sent).queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_INVALID',
    });
  });

  test('an unknown external id: USER_NOT_FOUND; one that is not percent-encoded: VALIDATION_FAILED', async () => {
    const { api, acting } = await backEnd();
    expect(await refusalOf(acting('external:nobody').session.me.query())).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
    for (const header of [
      'external:',
      'external:%zz',
      'external:%FF',
      'external:a b',
      'external:é',
    ]) {
      expect(await refusalOf(acting(header).session.me.query())).toMatchObject({
        errorCode: 'VALIDATION_FAILED',
        details: { issues: [{ path: ['x-on-behalf-of'] }] },
      });
    }
    const { bearer } = await api.visitor('impostor');
    const headers = { authorization: `Bearer ${bearer}`, 'x-on-behalf-of': 'external:nobody' };
    expect(await refusalOf(api.client(headers).session.me.query())).toMatchObject({
      errorCode: 'FORBIDDEN',
    });
  });

  test('with AUTH_AUTO_CREATE=on an unknown external id becomes a customer at its first call', async () => {
    const { acting, own } = await backEnd({ AUTH_AUTO_CREATE: 'on' });
    const calls = Array.from({ length: 5 }, () => acting('external:new%2Fone').session.me.query());
    const users = await Promise.all(calls);
    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
    expect(users[0]).toMatchObject({ name: 'new/one', role: 'customer' });
    const odd = encodeURIComponent('a\u202Eb');
    expect(await acting(`external:${odd}`).session.me.query()).toMatchObject({ name: 'Customer' });
    const created = await own.admin.createUser.mutate({ name: 'x', externalId: 'new/one' });
    expect(created.id).toBe(users[0]?.id);
  });
});
