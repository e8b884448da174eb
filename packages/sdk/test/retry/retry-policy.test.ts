import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/api.ts';
import { backoff } from '../../src/retry/backoff.ts';
import { pollDelayAfter, retryDelay } from '../../src/retry/retry-policy.ts';
import { refusalError } from '../../src/transport/errors.ts';
import { send } from '../../src/transport/send.ts';

const refusal = (errorCode: ErrorCode, details: object = {}): Error =>
  refusalError({ message: 'refused', data: { errorCode, details, requestId: 'r' } });

/** The error of a call whose `fetch` does this. */
function errorOf(fetch: () => Promise<Response>): Promise<Error> {
  const call = { type: 'query', path: 'concert.list', input: {}, context: {} } as const;
  const wire = { url: 'https://sale.example/trpc', fetch, headers: async () => ({}) };
  return send(call, wire, new AbortController().signal).then(
    () => expect.unreachable(),
    (error: Error) => error,
  );
}
const namedError = (name: string) =>
  errorOf(() => Promise.reject(Object.assign(new Error('failed'), { name })));
const proxyAnswer = (status: number, headers: Record<string, string> = {}) =>
  errorOf(async () => new Response(null, { status, headers }));
const otherServer = errorOf(async () => Response.json({ hello: 'world' }));

const query = { type: 'query', path: 'concert.dates', attempts: 1 } as const;
const hold = { type: 'mutation', path: 'reservation.hold', attempts: 1 } as const;
const create = { type: 'mutation', path: 'admin.createConcert', attempts: 1 } as const;
const longest = () => 1;

describe('the delay before a query, a keyed mutation and another mutation are retried', () => {
  test.each([
    ['the network is down', namedError('TypeError'), [250, 250, null]],
    ['no answer came in time', namedError('TimeoutError'), [250, 250, null]],
    ['a proxy reaches no server', proxyAnswer(502), [250, 250, null]],
    ['a proxy limits the rate', proxyAnswer(429), [250, 250, null]],
    ['a proxy sends retry-after', proxyAnswer(503, { 'retry-after': '2' }), [3_250, 3_250, null]],
    ['fetch aborts by itself', namedError('AbortError'), [250, 250, null]],
    ['the URL is wrong', otherServer, [null, null, null]],
    ['a proxy refuses the call', proxyAnswer(403), [null, null, null]],
    ['too many calls', refusal('RATE_LIMITED', { retryAfterSeconds: 3 }), [4_750, 4_750, 4_750]],
    [
      'the server is unavailable and has not carried it out',
      refusal('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1, outcome: 'NOT_DONE' }),
      [1_750, 1_750, 1_750],
    ],
    [
      'the server is unavailable and may have carried it out',
      refusal('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1, outcome: 'UNKNOWN' }),
      [1_750, 1_750, null],
    ],
    [
      'a server that says no outcome is unavailable',
      refusal('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 }),
      [1_750, 1_750, null],
    ],
    ['the first try is still running', refusal('IDEMPOTENCY_IN_PROGRESS'), [250, 250, 250]],
    ['a seat is taken', refusal('SEAT_UNAVAILABLE', { seatIds: [] }), [null, null, null]],
    ['the provider needs the customer', refusal('TOPUP_ACTION_REQUIRED'), [null, null, null]],
    ['the provider said no', refusal('TOPUP_DECLINED'), [null, null, null]],
    ['the server has a fault', refusal('INTERNAL_SERVER_ERROR'), [null, null, null]],
  ] as const)('%s', async (_, failed, expected) => {
    const error = await failed;
    const delays = [query, hold, create].map((call) => retryDelay(error, call, longest));
    expect(delays).toEqual(expected);
  });

  test('doubles with each try up to 8 seconds, and half of it is random', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempts) => backoff(attempts, longest));
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(backoff(3, () => 0)).toBe(500);
  });
});

test.each([
  [namedError('TypeError'), 0],
  [otherServer, 0],
  [proxyAnswer(429, { 'retry-after': '3' }), 3_000],
  [proxyAnswer(503, { 'retry-after': '3000000' }), 60_000],
  [proxyAnswer(503, { 'retry-after': '-60' }), 0],
  [proxyAnswer(503, { 'retry-after': 'Tue, 24 Nov 2026 18:00:00 GMT' }), 0],
  [refusal('INTERNAL_SERVER_ERROR'), 0],
  [refusal('RATE_LIMITED', { retryAfterSeconds: 2 }), 2_000],
  [refusal('QUEUE_TOKEN_EXPIRED'), null],
  [refusal('UNAUTHENTICATED'), null],
  [new Error('of the program'), null],
])('a client in the queue polls again unless the answer is final: %s', async (error, expected) => {
  expect(pollDelayAfter(await error, () => 0)).toBe(expected);
});

test('a client in the queue that was asked to wait waits for up to half of that longer', () => {
  const busy = refusal('SERVICE_UNAVAILABLE', { retryAfterSeconds: 2, outcome: 'NOT_DONE' });
  expect(pollDelayAfter(busy, longest)).toBe(3_000);
});
