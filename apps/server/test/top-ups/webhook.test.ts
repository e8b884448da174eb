import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import {
  type StripeStandIn,
  startStripeStandIn,
} from '@frontrow/payment-providers/testing/stripe-stand-in';
import { signatureOf } from '@frontrow/payment-providers/testing/stripe-stand-in/messages';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Live, startLive } from '../../testing/http/live.ts';
import { stripeEnv } from '../../testing/top-ups/shop.ts';

let stripe: StripeStandIn;
let live: Live;
let pool: pg.Pool;
let url: string;
beforeAll(async () => {
  stripe = await startStripeStandIn();
  live = await startLive({ ...stripeEnv(stripe), CORS_ORIGINS: 'https://shop.example' });
  pool = new pg.Pool({ connectionString: live.databaseUrl, max: 1 });
  url = `${live.server.url}/webhooks/stripe`;
});
afterAll(async () => {
  await pool.end();
  await live.close();
  await stripe.close();
});

let messages = 0;
/** A message about nothing of ours, with a signature over its body. */
function signed(text: { body?: string; secret?: string; signedAt?: number } = {}) {
  const id = `evt_${++messages}`;
  const { body = JSON.stringify({ id, type: 'customer.created', data: { object: {} } }) } = text;
  const signature = signatureOf(body, text.secret ?? stripe.webhookSecret, text.signedAt);
  return { id, body, headers: { 'stripe-signature': signature } };
}
const post = (message: { body: string; headers: Record<string, string> }, to = url) =>
  fetch(to, { method: 'POST', ...message });
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
const kept = async (id: string) => {
  const { rows } = await pool.query('select 1 from provider_message where id = $1', [id]);
  return rows.length;
};

test('a correctly signed message is kept once, however often it comes', async () => {
  const message = signed();
  for (let times = 0; times < 3; times++) {
    const answer = await post(message);
    expect([answer.status, await answer.json()]).toEqual([200, { received: true }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
  }
  expect(await kept(message.id)).toBe(1);
});

describe('400, and nothing is kept:', () => {
  test.for([
    ['no signature', () => ({ ...signed(), headers: {} })],
    ['a signature of another secret', () => signed({ secret: 'whsec_other' })],
    ['a signature of no secret', () => signed({ secret: '' })],
    ['a signature of more than 300 seconds ago', () => signed({ signedAt: secondsAgo(330) })],
    ['another body', () => ({ ...signed(), body: '{"id":"evt_other","type":"a"}' })],
    ['a body with one space more', () => ({ ...signed(), body: `${signed().body} ` })],
    ['no body', () => ({ ...signed(), body: '' })],
    ['a signed body that is not JSON', () => signed({ body: '{' })],
    ['a signed body that is no message', () => signed({ body: '[1]' })],
    [
      'a header that is no signature',
      () => ({ ...signed(), headers: { 'stripe-signature': 'x' } }),
    ],
  ] as const)('%s', async ([, of]) => {
    const before = await pool.query('select count(*) from provider_message');
    const answer = await post(of());
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringContaining('signature') });
    expect((await pool.query('select count(*) from provider_message')).rows).toEqual(before.rows);
  });
});

test('a signature of 270 seconds ago is good', async () => {
  expect((await post(signed({ signedAt: secondsAgo(270) }))).status).toBe(200);
});

test('a body of more than 256 KiB is refused, whether its length is said or not', async () => {
  const large = signed({ body: JSON.stringify({ id: 'evt_large', text: 'x'.repeat(300_000) }) });
  expect((await post(large)).status).toBe(413);
  const unsaid = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { ...large.headers, 'transfer-encoding': 'chunked' };
    const sending = request(url, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sending.on('error', reject);
    sending.end(large.body);
  });
  expect(unsaid).toBe(413);
  const fits = JSON.stringify({ id: 'evt_fits', type: 'a', text: 'x'.repeat(255_000) });
  expect((await post(signed({ body: fits }))).status).toBe(200);
  expect(await kept('evt_large')).toBe(0);
});

test('a client that leaves in the middle of its body disturbs nobody', async () => {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write('POST /webhooks/stripe HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{');
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  expect((await post(signed())).status).toBe(200);
  expect(live.faults).toEqual([]);
});

test('only POST, without CORS, and under an allowed host name', async () => {
  for (const method of ['GET', 'PUT', 'DELETE', 'HEAD']) {
    const answer = await fetch(url, { method });
    expect([method, answer.status, answer.headers.get('allow')]).toEqual([
      ...[method, 405, 'POST, OPTIONS'],
    ]);
  }
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
    ...[204, null],
  ]);
  const foreign = await new Promise<number | undefined>((resolve, reject) => {
    const { body, headers } = signed();
    const all = { ...headers, host: 'evil.example' };
    const sending = request(url, { method: 'POST', headers: all }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sending.on('error', reject);
    sending.end(body);
  });
  expect(foreign).toBe(403);
  for (const path of ['/webhooks/stripe/', '/webhooks', '/webhooks/sandbox']) {
    expect((await post(signed(), live.server.url + path)).status).toBe(404);
  }
});

test.for([
  ['open', {}],
  ['off', { TOPUP: 'off' }],
  ['the sandbox', { TOPUP: 'provider' }],
] as const)('there is no webhook with TOPUP %s', async ([, env]) => {
  const other = await startLive({ ...env });
  try {
    const answer = await post(signed(), `${other.server.url}/webhooks/stripe`);
    expect(answer.status).toBe(404);
  } finally {
    await other.close();
  }
});

test('while the database is away, Stripe is asked to come again', async () => {
  const link = await startLink(live.databaseUrl);
  const cut = await startLive({ ...stripeEnv(stripe), DATABASE_URL: link.url });
  const to = `${cut.server.url}/webhooks/stripe`;
  const [before, after] = [signed(), signed()];
  try {
    expect((await post(before, to)).status).toBe(200);
    await link.close();
    const answer = await post(after, to);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
  } finally {
    await link.close();
    await cut.close();
  }
  expect([await kept(before.id), await kept(after.id)]).toEqual([1, 0]);
  expect((await post(after)).status).toBe(200);
});

/** A way to the database that can be closed. */
async function startLink(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const link = createServer((client) => {
    const database = connect(Number(port), hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.pipe(database).pipe(client);
  });
  link.listen(0, '127.0.0.1');
  await once(link, 'listening');
  const url = new URL(target);
  url.port = String((link.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      if (!link.listening) return;
      const closed = once(link, 'close');
      link.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

test('calls are in the metrics, and the path in the log is that of the webhook', async () => {
  const text = await (await fetch(`${live.server.url}/metrics`)).text();
  expect(text).toMatch(/frontrow_calls_total\{procedure="webhooks\.stripe",outcome="ok"\} \d/);
  expect(text).toMatch(
    /frontrow_calls_total\{procedure="webhooks\.stripe",outcome="VALIDATION_FAILED"\} \d/,
  );
  expect(text).not.toContain('procedure="unknown"');
});
