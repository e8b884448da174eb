import { once } from 'node:events';
import { get } from 'node:http';
import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANES } from '../../src/load/load-control.ts';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

const ORIGIN = 'https://shop.example';

let api: Api;
let concertId: string;
beforeAll(async () => {
  api = await startApi({ CORS_ORIGINS: ORIGIN }, undefined, {
    lanes: { ...LANES, join: { atOnce: 1, least: 1, lease: 600_000, longestWait: 2_000 } },
  });
  concertId = await api.world.concert();
});
afterAll(() => api.close());

const metric = async (line: string): Promise<number> => {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.split(' ')
      .at(-1) ?? 0,
  );
};
const waiting = () => metric('frontrow_load_requests{kind="join",state="waiting"}');
const served = () => metric('frontrow_load_requests{kind="join",state="served"}');

/**
 * A join that is being served and waits for a lock, so that no other is served. Returns what lets it end; on a slow
 * machine the database has refused it by then.
 */
async function occupyJoins(name: string): Promise<() => Promise<void>> {
  const visitor = await api.visitor(name);
  const lock = await lockTable(api.world.ownerUrl, 'queue');
  const joining = refusedOrNull(join(visitor));
  await until('it is served', async () => (await served()) === 1);
  return async () => {
    await lock.release();
    await joining;
  };
}

const join = ({ client }: Visitor) => client.queue.join.mutate({ concertId });

describe('more than the server can do', () => {
  test('a call that waited for too long is refused: not done, with a time to come back', async () => {
    const free = await occupyJoins('first');
    const visitors = await Promise.all(
      ['second', 'third', 'fourth', 'fifth'].map((name) => api.visitor(name)),
    );
    const results = visitors.map((visitor) => refusedOrNull(join(visitor)));
    const reason = 'frontrow_shed_total{kind="join",reason="waited too long"}';
    await until('some have waited for too long', async () => (await metric(reason)) >= 2);
    await free();
    const refused = await Promise.all(results);
    expect(refused.filter((refusal) => refusal)).not.toHaveLength(0);
    for (const [n, refusal] of refused.entries()) {
      const values = [visitors[n]?.user.id];
      const { rows } = await api.world.pool.query(ENTRIES_OF, values);
      expect(rows).toHaveLength(refusal ? 0 : 1);
      if (!refusal) continue;
      expect(refusal).toMatchObject({
        ...{ errorCode: 'SERVICE_UNAVAILABLE', httpStatus: 503 },
        details: { outcome: 'NOT_DONE', retryAfterSeconds: expect.any(Number) },
        requestId: expect.stringMatching(/./),
      });
    }
  });

  test('other kinds of calls are served meanwhile', async () => {
    const buyer = await api.visitor('buyer');
    const free = await occupyJoins('stuck');
    expect(await buyer.client.balance.charge.mutate({ amount: 5 })).toMatchObject({ amount: 5 });
    expect(await buyer.client.session.me.query()).toMatchObject({ name: 'buyer' });
    await free();
  });

  test('a call whose client has gone is not done', async () => {
    const gone = await api.visitor('goes');
    const free = await occupyJoins('before');
    const left = new AbortController();
    const sent = fetch(`${api.url}/trpc/queue.join`, {
      ...{ method: 'POST', body: JSON.stringify({ json: { concertId } }), signal: left.signal },
      headers: { authorization: `Bearer ${gone.bearer}`, 'content-type': 'application/json' },
    });
    await until('it waits', async () => (await waiting()) === 1);
    left.abort();
    await expect(sent).rejects.toThrow();
    await until(
      'it is noticed',
      async () => (await metric('frontrow_shed_total{kind="join",reason="client gone"}')) === 1,
    );
    await free();
    const { rows } = await api.world.pool.query(ENTRIES_OF, [gone.user.id]);
    expect(rows).toEqual([]);
  });

  test('a refusal has the headers that a page needs', async () => {
    const second = await api.visitor('page');
    const free = await occupyJoins('before the page');
    const others = ['x', 'y', 'z'].map(async (name) =>
      refusedOrNull(join(await api.visitor(name))),
    );
    await until('others wait', async () => (await waiting()) === others.length);
    const answer = await fetch(`${api.url}/trpc/queue.join?batch=1`, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${second.bearer}`, origin: ORIGIN },
        ...{ 'content-type': 'application/json', 'x-request-id': 'mine' },
      },
      body: JSON.stringify({ 0: { json: { concertId } } }),
    });
    expect(answer.status).toBe(503);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...{ 'access-control-allow-origin': ORIGIN, 'x-request-id': 'mine' },
      ...{ 'x-content-type-options': 'nosniff', 'retry-after': expect.stringMatching(/^[1-4]$/) },
    });
    expect(await answer.json()).toMatchObject([
      { error: { json: { data: { path: 'queue.join', requestId: 'mine' } } } },
    ]);
    await Promise.all([free(), ...others]);
  });

  test('a body that comes slowly takes the place of no other call', async () => {
    const visitor = await api.visitor('quick');
    const slow = get(`${api.url}/trpc/queue.join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 100 },
    });
    slow.on('error', () => {});
    slow.write('{');
    await once(slow, 'socket');
    expect(await join(visitor)).toMatchObject({ status: 'ACTIVE' });
    slow.destroy();
  });
});

/** How a call is refused; null if it is not. */
async function refusedOrNull(call: Promise<unknown>) {
  const [result] = await Promise.allSettled([call]);
  return result?.status === 'fulfilled' ? null : refusalOf(call);
}

const ENTRIES_OF = 'select 1 from queue_entry where user_id = $1';

test('a batch of many large answers gets as many as may be in memory; the others are refused', async () => {
  const performanceId = await api.world.performance(concertId, {
    sections: [{ name: 'S', rows: 100, seatsPerRow: 300, price: 1_000 }],
  });
  const reader = await api.visitor('reader');
  await reader.enter(concertId);
  const calls = 100;
  const inputs = Array.from({ length: calls }, (_, n) => [n, { json: { performanceId } }]);
  const input = encodeURIComponent(JSON.stringify(Object.fromEntries(inputs)));
  const path = Array.from({ length: calls }, () => 'concert.seats').join(',');
  const answer = await fetch(`${api.url}/trpc/${path}?batch=1&input=${input}`, {
    headers: { authorization: `Bearer ${reader.bearer}`, 'x-queue-token': reader.token },
  });
  expect(answer.status).toBe(207);
  const results = (await answer.json()) as { result?: object; error?: object }[];
  const answered = results.filter(({ result }) => result).length;
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThan(8);
  expect(results).toHaveLength(calls);
  expect(results.at(-1)).toMatchObject({
    error: { json: { data: { errorCode: 'SERVICE_UNAVAILABLE' } } },
  });
});
