import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';
import { post } from '../../testing/http/raw.ts';

const FEW = { user: 5, service: 12, address: 6, preflight: 4, probe: 5, failedSignIn: 5 };
const WRONG = { authorization: 'Bearer nonsense' };
const BROKEN = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };

let api: Api;
let visitors = 0;
beforeAll(async () => {
  const env = { RATE_LIMIT: 'on', TRUST_PROXY: 'on', CORS_ORIGINS: 'https://shop.example' };
  api = await startApi(env, undefined, { budgets: FEW });
});
afterAll(() => api.close());

/** Headers of an address that nobody used before. */
const newAddress = () => ({ 'x-forwarded-for': `192.0.2.${++visitors}` });
const newVisitor = (role?: 'service' | 'operator'): Promise<Visitor> =>
  api.visitor(`visitor ${++visitors}`, role);
const bearerOf = ({ bearer }: Visitor) => ({ authorization: `Bearer ${bearer}` });

/** Sends so many requests one after the other. Returns their statuses. */
async function statuses(path: string, init: RequestInit, requests: number): Promise<number[]> {
  const all: number[] = [];
  for (let sent = 0; sent < requests; sent++) {
    const answer = await fetch(api.url + path, init);
    await answer.arrayBuffer();
    all.push(answer.status);
  }
  return all;
}

describe('whoever has no valid token is counted by address, whatever is asked for', () => {
  test.each<[string, { path: string; status: number; init?: RequestInit }]>([
    ['a public read', { path: '/trpc/concert.list', status: 200 }],
    ['a call without its token', { path: '/trpc/session.me', status: 401 }],
    ['a wrong token', { path: '/trpc/session.me', init: { headers: WRONG }, status: 401 }],
    ['an unknown procedure', { path: '/trpc/no.such', status: 404 }],
    ['a wrong method', { path: '/trpc/queue.join', status: 405 }],
    ['a body that is not JSON', { path: '/trpc/session.devSignIn', init: BROKEN, status: 400 }],
    ['a path of nothing', { path: '/nowhere', status: 404 }],
    ['what is no URL', { path: '//', status: 404 }],
    [
      'a path of nothing by another method',
      { path: '/nowhere', init: { method: 'DELETE' }, status: 404 },
    ],
  ])('%s', async (_, { path, status, init = {} }) => {
    const headers = { ...(init.headers as Record<string, string>), ...newAddress() };
    const answers = await statuses(path, { ...init, headers }, FEW.address + 2);
    expect(answers).toEqual([...Array(FEW.address).fill(status), 429, 429]);
    const signedIn = { headers: { ...headers, ...bearerOf(await newVisitor()) } };
    expect(await statuses('/trpc/session.me', signedIn, 1)).toEqual([200]);
  });

  test('the addresses of one IPv6 network are one', async () => {
    for (let host = 1; host <= FEW.address; host++) {
      const headers = { 'x-forwarded-for': `2001:db8::${host}` };
      expect(await statuses('/nowhere', { headers }, 1)).toEqual([404]);
    }
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    expect(await statuses('/nowhere', from('2001:db8:0:0:abcd::1'), 1)).toEqual([429]);
    expect(await statuses('/nowhere', from('2001:db8:0:1::1'), 1)).toEqual([404]);
  });

  test('an address is one, however a proxy spells it and whatever its port', async () => {
    const { 'x-forwarded-for': address } = newAddress();
    const spellings = [
      `${address}:1024`,
      `${address}:1025`,
      `::ffff:${address}`,
      `[::ffff:${address}]:1`,
    ];
    for (let request = 0; request < FEW.address; request++) {
      const headers = { 'x-forwarded-for': spellings[request % spellings.length] ?? '' };
      expect(await statuses('/nowhere', { headers }, 1)).toEqual([404]);
    }
    const headers = { 'x-forwarded-for': address };
    expect(await statuses('/nowhere', { headers }, 1)).toEqual([429]);
  });

  test('each call of a batch counts', async () => {
    const path = '/trpc/concert.list,concert.list,no.such,concert.list?batch=1';
    const answers = await statuses(path, { headers: newAddress() }, 2);
    expect(answers).toEqual([207, 429]);
  });
});

test.each(['/healthz', '/readyz', '/metrics'])('%s has a budget of its own', async (path) => {
  const headers = newAddress();
  const forbidden = path === '/metrics' ? 401 : 200;
  const answers = await statuses(path, { headers }, FEW.probe + 1);
  expect(answers).toEqual([...Array(FEW.probe).fill(forbidden), 429]);
  expect(await statuses('/trpc/concert.list', { headers }, 1)).toEqual([200]);
});

test('preflights have a budget of their own', async () => {
  const headers = {
    ...newAddress(),
    origin: 'https://shop.example',
    'access-control-request-method': 'GET',
  };
  const init = { method: 'OPTIONS', headers };
  const answers = await statuses('/trpc/session.me', init, FEW.preflight + 1);
  expect(answers).toEqual([...Array(FEW.preflight).fill(204), 429]);
});

describe('users and back ends', () => {
  test('a user is counted, wrong calls included, and others at the address are not held up', async () => {
    const [flooder, quiet] = [await newVisitor(), await newVisitor()];
    const headers = { ...newAddress(), ...bearerOf(flooder) };
    expect(await statuses('/trpc/no.such', { headers }, FEW.user)).toEqual(
      Array(FEW.user).fill(404),
    );
    expect(await statuses('/trpc/session.me', { headers }, 1)).toEqual([429]);
    const beside = { headers: { ...headers, ...bearerOf(quiet) } };
    expect(await statuses('/trpc/session.me', beside, 1)).toEqual([200]);
  });

  test('operators are not counted', async () => {
    const headers = bearerOf(await newVisitor('operator'));
    const requests = FEW.service + 2;
    expect(await statuses('/trpc/session.me', { headers }, requests)).toEqual(
      Array(requests).fill(200),
    );
  });

  test('a user acted for has one budget, however the id is written, and it is the user’s own', async () => {
    const [service, customer] = [await newVisitor('service'), await newVisitor()];
    const { id } = customer.user;
    const ids = [id, id.toUpperCase(), id.replace(/[a-f]/, (letter) => letter.toUpperCase())];
    const actingFor = (user: string) => ({
      headers: { ...bearerOf(service), 'x-on-behalf-of': user },
    });
    for (let call = 0; call < FEW.user; call++) {
      const user = ids[call % ids.length] ?? id;
      expect(await statuses('/trpc/session.me', actingFor(user), 1)).toEqual([200]);
    }
    for (const user of ids) {
      expect(await statuses('/trpc/session.me', actingFor(user), 1)).toEqual([429]);
    }
    expect((await refusalOf(customer.client.session.me.query())).errorCode).toBe('RATE_LIMITED');
  });

  test('naming users that do not exist gets a back end no more calls than its own', async () => {
    const headers = bearerOf(await newVisitor('service'));
    const answers: number[] = [];
    for (let call = 0; call <= FEW.service; call++) {
      const unknown = call % 2 ? `external:guest${call}` : crypto.randomUUID();
      const init = { headers: { ...headers, 'x-on-behalf-of': unknown } };
      answers.push(...(await statuses('/trpc/session.me', init, 1)));
    }
    expect(answers).toEqual([...Array(FEW.service).fill(404), 429]);
  });
});

describe('a refusal', () => {
  test('comes before the input is read, in the shape of a tRPC error that a page can read', async () => {
    const headers = { ...newAddress(), origin: 'https://shop.example' };
    await statuses('/nowhere', { headers }, FEW.address);
    const answer = await post(`${api.url}/trpc/session.devSignIn`, '{ not JSON', headers);
    expect(answer.status).toBe(429);
    expect(answer.error).toEqual({
      code: 'TOO_MANY_REQUESTS',
      httpStatus: 429,
      path: 'session.devSignIn',
      errorCode: 'RATE_LIMITED',
      details: { retryAfterSeconds: expect.any(Number) },
      requestId: answer.headers.get('x-request-id'),
    });
    const { retryAfterSeconds } = answer.error.details as { retryAfterSeconds: number };
    expect(answer.headers.get('retry-after')).toBe(String(retryAfterSeconds));
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('of a batch is one for each call, and counts as an outcome of each procedure', async () => {
    const headers = newAddress();
    await statuses('/nowhere', { headers }, FEW.address);
    const url = `${api.url}/trpc/concert.list,queue.draw?batch=1`;
    const answer = await (await fetch(url, { headers })).json();
    expect(answer).toMatchObject([
      { error: { json: { data: { path: 'concert.list', errorCode: 'RATE_LIMITED' } } } },
      { error: { json: { data: { path: 'queue.draw', errorCode: 'RATE_LIMITED' } } } },
    ]);
    const text = await (await fetch(`${api.url}/metrics`)).text();
    expect(text).toContain('frontrow_calls_total{procedure="queue.draw",outcome="RATE_LIMITED"} 1');
  });

  test('is never given with RATE_LIMIT=off', async () => {
    const unlimited = await startApi({ RATE_LIMIT: 'off' }, api.world, { budgets: FEW });
    for (let call = 0; call < 2 * FEW.address; call++) {
      expect((await fetch(`${unlimited.url}/nowhere`)).status).toBe(404);
    }
    unlimited.stop();
  });
});
