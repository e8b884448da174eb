import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../testing/http/api.ts';

let api: Api;
let concertId: string;
let list: string;
let get: string;
beforeAll(async () => {
  api = await startApi({ CORS_ORIGINS: 'https://shop.example', TRUST_PROXY: 'on' });
  concertId = await api.world.concert();
  list = `${api.url}/trpc/concert.list`;
  get = `${api.url}/trpc/concert.get?input=${encodeURIComponent(JSON.stringify({ json: { concertId } }))}`;
});
afterAll(() => api.close());

test('every answer forbids guessing the content type and says little to other sites', async () => {
  for (const path of [
    ...['/healthz', '/readyz', '/metrics', '/nowhere', '/trpc/no.such', '/trpc/concert.list'],
    ...['/trpc/session.me', '/trpc/queue.watch', '/trpc/concert.list,concert.list?batch=1'],
  ]) {
    const { headers, body } = await fetch(api.url + path);
    await body?.cancel();
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toBeNull();
  }
});

test('behind TLS browsers are told to stay with it, if the proxy that says so is trusted', async () => {
  const said = async (url: string, proto: string) => {
    const headers = { 'x-forwarded-proto': proto };
    return (await fetch(url, { headers })).headers.get('strict-transport-security');
  };
  expect(await said(list, 'https')).toBe('max-age=31536000');
  expect(await said(`${api.url}/nowhere`, 'http, https')).toBe('max-age=31536000');
  expect(await said(list, 'http')).toBeNull();
  expect(await said(list, 'https, http')).toBeNull();
  const direct = await startApi({}, api.world);
  expect(await said(`${direct.url}/healthz`, 'https')).toBeNull();
  direct.stop();
});

describe('vary names the origin where an answer depends on it', () => {
  const origin = 'https://shop.example';
  test.each<[string, () => string, RequestInit?]>([
    ['a public read', () => list],
    ['its refusal', () => `${api.url}/trpc/concert.get`],
    ['a batch', () => `${list}?batch=1`],
    ['a call', () => `${api.url}/trpc/session.me`],
    ['a mutation', () => `${api.url}/trpc/queue.join`, { method: 'POST' }],
    ['a stream', () => `${api.url}/trpc/queue.watch`, { headers: { accept: 'text/event-stream' } }],
    ['seats', () => `${api.url}/trpc/concert.availability?input=%7B%22json%22%3A%7B%7D%7D`],
    ['an unknown procedure', () => `${api.url}/trpc/no.such`],
    [
      'a body that is too large',
      () => `${api.url}/trpc/queue.join`,
      { method: 'POST', body: 'x'.repeat(300_000) },
    ],
    [
      'a preflight',
      () => list,
      { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } },
    ],
  ])('%s', async (_, url, init = {}) => {
    for (const from of [{ origin }, { origin: 'https://other.example' }, {}]) {
      const answer = await fetch(url(), {
        ...init,
        headers: { ...(init.headers as Record<string, string>), ...from },
      });
      await answer.body?.cancel();
      const names = answer.headers.get('vary')?.toLowerCase().split(/, */);
      expect(names).toContain('origin');
      expect(new Set(names).size).toBe(names?.length);
    }
  });

  test("an answer of tRPC's own also names what it depends on", async () => {
    const { headers } = await fetch(`${api.url}/trpc/session.me`, { headers: { origin } });
    expect(headers.get('vary')?.toLowerCase()).toBe('origin, trpc-accept, accept');
  });
});

describe('the public reads', () => {
  test('may be cached by anybody for 3 seconds, and are not sent again while they are the same', async () => {
    for (const url of [list, get]) {
      const origin = 'https://shop.example';
      const first = await fetch(url, { headers: { origin } });
      const etag = first.headers.get('etag') ?? '';
      expect(first.status).toBe(200);
      expect(etag).toMatch(/^"[^"]+"$/);
      const cached = (headers: Headers) =>
        ['cache-control', 'vary', 'access-control-allow-origin'].map((name) => headers.get(name));
      const expected = ['public, max-age=3', 'origin, accept-encoding', origin];
      expect(cached(first.headers)).toEqual(expected);
      const again = await fetch(url, { headers: { origin, 'if-none-match': `"x", W/${etag}` } });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect(again.headers.get('etag')).toBe(etag);
      expect(cached(again.headers)).toEqual(expected);
    }
    const etag = (await fetch(get)).headers.get('etag') ?? '';
    await api.world.performance(concertId);
    const changed = await fetch(get, { headers: { 'if-none-match': etag } });
    expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
  });

  test('have the bytes of a batched answer', async () => {
    const batch = await fetch(`${list}?batch=1`);
    expect(await batch.text()).toBe(`[${await (await fetch(list)).text()}]`);
  });

  test('refusals, batches and everything else are not cached', async () => {
    for (const url of [
      `${api.url}/trpc/concert.get`,
      get.replace(concertId, '01920000-0000-7000-8000-00000000dead'),
      `${list}?batch=1`,
      `${api.url}/trpc/queue.draw`,
      `${api.url}/trpc/session.me`,
    ]) {
      const { headers } = await fetch(url);
      expect([url, headers.get('cache-control')]).toEqual([url, 'private, no-store']);
      expect(headers.get('etag')).toBeNull();
    }
  });
});
