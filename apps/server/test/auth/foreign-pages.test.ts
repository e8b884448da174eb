import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../../testing/http/api.ts';

let world: World;
const open: Api[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => {
  for (const api of open.splice(0)) api.stop();
});
afterAll(() => world.close());

const start = async (env: Record<string, string> = {}) => {
  const api = await startApi(env, world);
  open.push(api);
  return api;
};

interface Sent {
  method?: string;
  headers: Record<string, string>;
  body?: string;
}

/** Sends a request with a `Host` of its own, which `fetch` does not allow. */
async function send(url: string, { method = 'GET', headers, body }: Sent) {
  const sent = request(url, { method, headers }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const SIGN_IN = '/trpc/session.devSignIn';
const bodyFor = (name: string) => JSON.stringify({ json: { name, role: 'operator' } });
const JSON_TYPE = { 'content-type': 'application/json' };
const signIn = (api: Api, host: string, name: string) =>
  send(`${api.url}${SIGN_IN}`, {
    ...{ method: 'POST', headers: { ...JSON_TYPE, host }, body: bodyFor(name) },
  });
const countUsers = async (name: string) =>
  (await world.pool.query('select from app_user where name = $1', [name])).rowCount;

test('a page whose name resolves to this machine cannot sign in, nor call anything but probes', async () => {
  for (const env of [{}, { DEV_SIGNIN: '1' }] as Record<string, string>[]) {
    const api = await start(env);
    const refused = await signIn(api, 'evil.test:4000', 'rebound');
    expect(refused.status).toBe(403);
    const { message, data } = JSON.parse(refused.body).error.json;
    expect(message).toContain('ALLOWED_HOSTS=evil.test');
    expect(data).toMatchObject({ code: 'FORBIDDEN', httpStatus: 403, errorCode: 'FORBIDDEN' });
    expect(data.requestId).toBe(refused.headers['x-request-id']);
    for (const path of ['/trpc/concert.list', '/trpc/queue.watch', '/metrics', '/', '/elsewhere']) {
      const answer = await send(`${api.url}${path}`, { headers: { host: 'evil.test' } });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.body).toContain('ALLOWED_HOSTS=evil.test');
    }
    for (const path of ['/healthz', '/readyz']) {
      const answer = await send(`${api.url}${path}`, { headers: { host: '10.0.0.7:4000' } });
      expect([path, answer.status]).toEqual([path, 200]);
    }
  }
  expect(await countUsers('rebound')).toBe(0);
});

test('names in ALLOWED_HOSTS are answered, and so is any name where nobody signs in by name', async () => {
  const api = await start({ ALLOWED_HOSTS: 'shop.test' });
  expect((await signIn(api, 'Shop.test:4000', 'allowed')).status).toBe(200);
  expect((await signIn(api, 'localhost:4000', 'allowed')).status).toBe(200);
  expect((await signIn(api, 'other.test', 'allowed')).status).toBe(403);
  const closed = await start({ DEV_SIGNIN: '0' });
  const list = await send(`${closed.url}/trpc/concert.list`, { headers: { host: 'shop.test' } });
  expect(list.status).toBe(200);
});

test('a request without Host, as HTTP/1.0 allows, is refused too', async () => {
  const api = await start();
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.write('GET /trpc/concert.list HTTP/1.0\r\n\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(answer).toContain('header Host');
});

test('a page of another site cannot sign in by a request that browsers send without asking first', async () => {
  const api = await start({ CORS_ORIGINS: 'https://shop.example' });
  const name = 'forged';
  const form = `--x\r\ncontent-disposition: form-data; name="json"\r\n\r\n${bodyFor(name)}\r\n--x--\r\n`;
  const urlEncoded = 'application/x-www-form-urlencoded';
  for (const [type, body] of [
    ['text/plain', bodyFor(name)],
    ['text/plain;charset=UTF-8', bodyFor(name)],
    ['text/plain; application/json', bodyFor(name)],
    [urlEncoded, bodyFor(name)],
    [urlEncoded, new URLSearchParams({ name, role: 'operator' }).toString()],
    ['multipart/form-data; boundary=x', form],
    [null, bodyFor(name)],
  ]) {
    const headers = { origin: 'https://evil.test', ...(type ? { 'content-type': type } : {}) };
    for (const query of ['', '?batch=1', `?input=${encodeURIComponent(bodyFor(name))}`]) {
      const url = `${api.url}${SIGN_IN}${query}`;
      const answer = await send(url, { method: 'POST', headers, body: body ?? '' });
      const { status } = answer;
      expect([type, query, status, status && status >= 400]).toEqual([type, query, status, true]);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  }
  const asked = await send(`${api.url}${SIGN_IN}`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://evil.test',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(asked.headers['access-control-allow-origin']).toBeUndefined();
  const link = `${SIGN_IN}?input=${encodeURIComponent(bodyFor(name))}`;
  expect((await send(`${api.url}${link}`, { headers: {} })).status).toBe(405);
  expect(await countUsers(name)).toBe(0);
});
