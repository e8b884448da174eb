import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../../testing/http/api.ts';
import { startLive } from '../../testing/http/live.ts';

let direct: Api;
let proxied: Api;
beforeAll(async () => {
  direct = await startApi();
  proxied = await startApi({ TRUST_PROXY: 'on' }, direct.world);
});
afterAll(async () => {
  proxied.stop();
  await direct.close();
});

const scrape = async (api: Api, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${api.url}/metrics`, { headers });
  expect((await answer.text()).includes('frontrow_calls_total')).toBe(answer.status === 200);
  return answer.status;
};

test('metrics are for programs on this machine; a request that was passed on is one only if a trusted proxy says so', async () => {
  expect(await scrape(direct)).toBe(200);
  expect(await scrape(direct, { 'x-forwarded-for': '127.0.0.1' })).toBe(401);
  expect(await scrape(direct, { forwarded: 'for=127.0.0.1' })).toBe(401);
  expect(await scrape(proxied)).toBe(200);
  expect(await scrape(proxied, { 'x-forwarded-for': '127.0.0.1' })).toBe(200);
  expect(await scrape(proxied, { 'x-forwarded-for': '127.0.0.1, 192.0.2.1' })).toBe(401);
  expect(await scrape(proxied, { forwarded: 'for=127.0.0.1' })).toBe(401);
});

test('others need a bearer token of the role operator', async () => {
  const passedOn = async (role: 'customer' | 'service' | 'operator') => {
    const { bearer } = await direct.visitor(`scrapes as ${role}`, role);
    return scrape(direct, { 'x-forwarded-for': '192.0.2.1', authorization: `Bearer ${bearer}` });
  };
  expect(await passedOn('customer')).toBe(403);
  expect(await passedOn('service')).toBe(403);
  expect(await passedOn('operator')).toBe(200);
  const wrong = { 'x-forwarded-for': '192.0.2.1', authorization: 'Bearer nonsense' };
  expect(await scrape(direct, wrong)).toBe(401);
});

test('with METRICS_PORT they are on a listener of their own alone', async () => {
  const live = await startLive({ METRICS_PORT: '0' });
  const { url, metricsUrl } = live.server;
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  const headers = { 'x-forwarded-for': '192.0.2.1' };
  const answer = await fetch(`${metricsUrl}/metrics`, { headers });
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('frontrow_queue_watches'),
  ]);
  expect(new URL(metricsUrl ?? '').hostname).toBe('127.0.0.1');
  for (const path of ['/', '/healthz', '/trpc/concert.list']) {
    expect((await fetch(metricsUrl + path)).status).toBe(404);
  }
  await live.close();
  await expect(fetch(`${metricsUrl}/metrics`)).rejects.toThrow();
});
