import type { AppRouter } from '@frontrow/api/root';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ CORS_ORIGINS: 'https://shop.example, https://other.example' });
});
afterAll(() => api.close());

test('calls of one tick are sent in one batch, and each has its own outcome', async () => {
  const { concertId } = await api.world.concertWithSeats();
  const visitor = await api.visitor('batcher');
  let requests = 0;
  const client = createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${api.url}/trpc`,
        transformer: superjson,
        headers: { authorization: `Bearer ${visitor.bearer}` },
        fetch: (input, init) => {
          requests++;
          return fetch(input, init as RequestInit);
        },
      }),
    ],
  });
  const [me, concert, balance, dates] = await Promise.allSettled([
    client.session.me.query(),
    client.concert.get.query({ concertId }),
    client.balance.get.query(),
    client.concert.dates.query({ concertId }),
  ]);
  expect(requests).toBe(1);
  expect([me, concert, balance].every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(dates).toMatchObject({ reason: { data: { errorCode: 'QUEUE_TOKEN_REQUIRED' } } });
});

test('CORS allows the configured origins and no others', async () => {
  const preflight = (origin: string) =>
    fetch(`${api.url}/trpc/session.me`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization,x-queue-token',
      },
    });
  const allowed = await preflight('https://shop.example');
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(allowed.headers.get('access-control-allow-headers')).toContain('x-queue-token');
  const denied = await preflight('https://evil.example');
  expect(denied.headers.get('access-control-allow-origin')).toBeNull();
});

test('an answer about a user must not be cached', async () => {
  const visitor = await api.visitor('private');
  const response = await fetch(`${api.url}/trpc/balance.get`, {
    headers: { authorization: `Bearer ${visitor.bearer}` },
  });
  expect(response.headers.get('cache-control')).toBe('private, no-store');
});

test('health, readiness and metrics are served', async () => {
  expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
  const { concertId } = await api.world.concertWithSeats({ queue: { maxActive: 1 } });
  const visitor = await api.visitor('measured');
  await visitor.enter(concertId);
  await api.world.join('measured too', concertId);
  await refusalOf(visitor.client.payment.get.query({ paymentId: concertId }));
  const metrics = await fetch(`${api.url}/metrics`);
  expect(metrics.headers.get('content-type')).toContain('text/plain');
  const text = await metrics.text();
  expect(text).toContain('frontrow_calls_total{procedure="queue.join",outcome="ok"}');
  expect(text).toContain(
    'frontrow_calls_total{procedure="payment.get",outcome="PAYMENT_NOT_FOUND"} 1',
  );
  expect(text).toMatch(/frontrow_call_seconds_count\{procedure="queue.join"\} \d+/);
  expect(text).toContain(`frontrow_queue_waiting{concert="${concertId}"} 1`);
});

/** One answer of a batch. */
interface Answer {
  error?: { json: { data: { httpStatus: number } } };
}

describe('rate limits', () => {
  test('500 calls of one user are limited, other users are not', async () => {
    const limited = await startApi({ RATE_LIMIT: 'on' }, api.world);
    const flooder = await limited.visitor('flooder');
    const quiet = await limited.visitor('quiet');
    // In batches, which take a busy machine less than the period of the limit.
    const batch = Array.from({ length: 100 }, () => 'session.me').join();
    const responses = await Promise.all(
      Array.from({ length: 5 }, () =>
        fetch(`${limited.url}/trpc/${batch}?batch=1`, {
          headers: { authorization: `Bearer ${flooder.bearer}` },
        }),
      ),
    );
    const outcomes: string[] = [];
    for (const response of responses) {
      const answers = (await response.json()) as Answer[];
      outcomes.push(...answers.map(({ error }) => String(error?.json.data.httpStatus ?? 200)));
    }
    const delay = responses.map(({ headers }) => headers.get('retry-after')).find(Boolean);
    expect(outcomes).toContain('429');
    expect(outcomes.filter((status) => status === '200').length).toBeGreaterThanOrEqual(400);
    expect(Number(delay)).toBeGreaterThanOrEqual(1);
    expect(await refusalOf(flooder.client.session.me.query())).toMatchObject({
      errorCode: 'RATE_LIMITED',
      code: 'TOO_MANY_REQUESTS',
      details: { retryAfterSeconds: expect.any(Number) },
    });
    await expect(quiet.client.session.me.query()).resolves.toBeTruthy();
    limited.stop();
  });
});

test('an internal error is answered with a request id, without its message, stack or SQL', async () => {
  const visitor = await api.visitor('unlucky');
  await api.world.ownerPool.query('alter table ledger_entry rename to ledger_entry_away');
  try {
    const response = await fetch(`${api.url}/trpc/balance.history`, {
      headers: { authorization: `Bearer ${visitor.bearer}` },
    });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/ledger|relation|select|stack|node:/i);
    expect(JSON.parse(text).error.json.data).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      httpStatus: 500,
      path: 'balance.history',
      errorCode: 'INTERNAL_SERVER_ERROR',
      details: {},
      requestId: response.headers.get('x-request-id'),
    });
  } finally {
    await api.world.ownerPool.query('alter table ledger_entry_away rename to ledger_entry');
  }
});
