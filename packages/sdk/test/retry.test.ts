import type { AppRouter } from '@frontrow/api/root';
import { TRPCClientError } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../src/api.ts';
import { backoff } from '../src/retry/backoff.ts';
import { pollDelayAfter, retryDelay } from '../src/retry/retry-policy.ts';

type Failure = TRPCClientError<AppRouter>;

const refusal = (errorCode: ErrorCode, details: object = {}): Failure =>
  new TRPCClientError('refused', {
    result: { error: { message: '', code: -32_000, data: { errorCode, details } } } as never,
  });
const named = (name: string): Failure =>
  TRPCClientError.from(Object.assign(new Error('gone'), { name }));
const answered = (status: number, headers: Record<string, string> = {}): Failure =>
  TRPCClientError.from(new Error('not ours'), {
    meta: { response: new Response(null, { status, headers }) },
  });

const query = { type: 'query', path: 'concert.dates', attempts: 1 } as const;
const hold = { type: 'mutation', path: 'reservation.hold', attempts: 1 } as const;
const create = { type: 'mutation', path: 'admin.createConcert', attempts: 1 } as const;
const most = () => 1;

describe('a call is tried again', () => {
  test.each([
    ['the network is gone', named('TypeError'), [250, 250, null]],
    ['no answer came in time', named('TimeoutError'), [250, 250, null]],
    ['a proxy has nobody to ask', answered(502), [250, 250, null]],
    ['somebody before us counts calls', answered(429), [250, 250, null]],
    ['a proxy says when', answered(503, { 'retry-after': '2' }), [2_250, 2_250, null]],
    ['a fetch gives up by itself', named('AbortError'), [250, 250, null]],
    ['it went to the wrong place', named('WrongUrlError'), [null, null, null]],
    ['somebody else refused it', answered(403), [null, null, null]],
    ['too many calls', refusal('RATE_LIMITED', { retryAfterSeconds: 3 }), [3_250, 3_250, 3_250]],
    [
      'the server is away',
      refusal('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 }),
      [1_250, 1_250, null],
    ],
    ['the first try still runs', refusal('IDEMPOTENCY_IN_PROGRESS'), [250, 250, 250]],
    ['a seat is taken', refusal('SEAT_UNAVAILABLE', { seatIds: [] }), [null, null, null]],
    ['a fault of the server', refusal('INTERNAL_SERVER_ERROR'), [null, null, null]],
  ] as const)('where that is harmless: %s', (_, error, expected) => {
    const delays = [query, hold, create].map((call) => retryDelay(error, call, most));
    expect(delays).toEqual(expected);
  });

  test('later each time, up to 8 seconds, and never all at once', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempts) => backoff(attempts, most));
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(backoff(3, () => 0)).toBe(500);
  });
});

test.each([
  [named('TypeError'), 0],
  [named('WrongUrlError'), 0],
  [answered(429, { 'retry-after': '3' }), 3_000],
  [answered(503, { 'retry-after': '3000000' }), 60_000],
  [answered(503, { 'retry-after': '-60' }), 0],
  [answered(503, { 'retry-after': 'Tue, 24 Nov 2026 18:00:00 GMT' }), 0],
  [refusal('INTERNAL_SERVER_ERROR'), 0],
  [refusal('RATE_LIMITED', { retryAfterSeconds: 2 }), 2_000],
  [refusal('QUEUE_TOKEN_EXPIRED'), null],
  [refusal('UNAUTHENTICATED'), null],
  [new Error('of the program'), null],
])('who waits asks on unless the answer is final: %s', (error, expected) => {
  expect(pollDelayAfter(error)).toBe(expected);
});
