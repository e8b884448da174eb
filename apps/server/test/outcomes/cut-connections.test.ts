import { type DatabaseProxy, startDatabaseProxy } from '@frontrow/database/testing/database-proxy';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let world: World;
let proxy: DatabaseProxy;
let api: Api;
beforeAll(async () => {
  world = await createWorld({}, 4, {
    through: async (url) => {
      proxy = await startDatabaseProxy(url);
      return proxy.url;
    },
    connectSeconds: 2,
  });
  api = await startApi({}, world);
});
afterAll(async () => {
  await api.close();
  await proxy.close();
});

const unavailable = (outcome: 'NOT_DONE' | 'UNKNOWN') => ({
  errorCode: 'SERVICE_UNAVAILABLE',
  httpStatus: 503,
  details: { retryAfterSeconds: 1, outcome },
});
const balanceOf = async ({ client }: Visitor) => (await client.balance.get.query()).amount;

let names = 0;
const newVisitor = () => api.visitor(`cut ${names++}`);

describe('a connection that is cut', () => {
  test.each([
    ['before', 0],
    ['after', 1_000],
  ] as const)(
    '%s the commit gives UNKNOWN, and the same call with the same key tells',
    async (when, balance) => {
      const visitor = await newVisitor();
      const charge = { amount: 1_000, idempotencyKey: 'a-key-of-the-test' };
      proxy.cutAt(/^commit$/i, when);
      const refusal = await refusalOf(visitor.client.balance.charge.mutate(charge));
      expect(refusal).toMatchObject(unavailable('UNKNOWN'));
      expect(await balanceOf(visitor)).toBe(balance);
      await visitor.client.balance.charge.mutate(charge);
      expect(await balanceOf(visitor)).toBe(1_000);
    },
  );

  test.each([
    ['before', 0],
    ['after', 1_000],
  ] as const)('%s a statement that commits by itself gives UNKNOWN', async (when, balance) => {
    const visitor = await newVisitor();
    proxy.cutAt(/balance-credit/, when);
    const call = visitor.client.balance.charge.mutate({ amount: 1_000 });
    expect(await refusalOf(call)).toMatchObject(unavailable('UNKNOWN'));
    expect(await balanceOf(visitor)).toBe(balance);
  });

  test.each(['before', 'after'] as const)(
    '%s a statement of a transaction gives NOT_DONE: its commit was never sent',
    async (when) => {
      const visitor = await newVisitor();
      const charge = { amount: 1_000, idempotencyKey: 'a-key-of-the-test' };
      for (const statement of [/idempotency-lock-batch/, /balance-credit-batch/]) {
        proxy.cutAt(statement, when);
        const refusal = await refusalOf(visitor.client.balance.charge.mutate(charge));
        expect(refusal).toMatchObject(unavailable('NOT_DONE'));
        expect(await balanceOf(visitor)).toBe(0);
      }
    },
  );

  test('while the user is looked up gives NOT_DONE', async () => {
    const visitor = await newVisitor();
    proxy.cutAt(/user-by-id/, 'after');
    const call = visitor.client.balance.charge.mutate({ amount: 1_000 });
    expect(await refusalOf(call)).toMatchObject(unavailable('NOT_DONE'));
    expect(proxy.hasCut()).toBe(true);
    expect(await balanceOf(visitor)).toBe(0);
  });

  test('in a query gives NOT_DONE', async () => {
    const visitor = await newVisitor();
    proxy.cutAt(/balance-history/, 'after');
    expect(await refusalOf(visitor.client.balance.history.query())).toMatchObject(
      unavailable('NOT_DONE'),
    );
    expect(proxy.hasCut()).toBe(true);
  });

  test('after something of the call was committed never gives NOT_DONE', async () => {
    const operator = await api.visitor('operator of cuts', 'operator');
    proxy.cutAt(/concert-get/, 'before');
    const concert = { title: 'Made', artist: 'A', venue: 'V' };
    const refusal = await refusalOf(operator.client.admin.createConcert.mutate(concert));
    expect(refusal).toMatchObject(unavailable('UNKNOWN'));
    expect((await operator.client.concert.list.query({ search: 'Made' })).items).toHaveLength(1);
  });

  test.each(['before', 'after'] as const)(
    '%s the commit of a unit of work of the ORM gives UNKNOWN, and goes back to the pool',
    async (when) => {
      const operator = await api.visitor('operator of cuts', 'operator');
      proxy.cutAt(/^commit$/i, when);
      const concert = { title: `Maybe ${when}`, artist: 'A', venue: 'V' };
      const refusal = await refusalOf(operator.client.admin.createConcert.mutate(concert));
      expect(refusal).toMatchObject(unavailable('UNKNOWN'));
      const { items } = await operator.client.concert.list.query({ search: concert.title });
      expect(items).toHaveLength(when === 'after' ? 1 : 0);
      expect(world.pool.totalCount - world.pool.idleCount).toBe(0);
    },
  );
});

test('a database that refuses connections gives NOT_DONE', async () => {
  const visitor = await newVisitor();
  const gone = await createWorld({}, 2, { through: async () => 'postgres://x@127.0.0.1:1/none' });
  const other = await startApi({}, gone);
  try {
    const client = other.client({ authorization: `Bearer ${visitor.bearer}` });
    expect(await refusalOf(client.balance.charge.mutate({ amount: 1_000 }))).toMatchObject(
      unavailable('NOT_DONE'),
    );
  } finally {
    await other.close();
  }
});
