import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { appRouter } from '@frontrow/api/root';
import { keyRing } from '@frontrow/domain/kernel/key-ring';
import { sealQueueToken } from '@frontrow/domain/queue/token/queue-token';
import { expect, test } from 'vitest';
import { KINDS, workOf } from './work.ts';

const of = (url: string, { method = 'GET', token }: { method?: string; token?: string } = {}) =>
  workOf({ url, method, headers: { 'x-queue-token': token } } as unknown as IncomingMessage);

test.for([
  ['/trpc/payment.pay', 'payment', 1],
  ['/trpc/queue.status?input=%7B%7D', 'poll', 1],
  ['/trpc/reservation.hold', 'hold', 1],
  ['/trpc/queue.join', 'join', 1],
  ['/trpc/admin.refund', 'operator', 1],
  ['/trpc/concert.seatMap?batch=1', 'large', 1],
  ['/trpc/concert.get', 'read', 1],
  ['/trpc/nothing.known', 'read', 1],
  ['/trpc/payment.pay,concert.seats?batch=1', 'large', 2],
  ['/trpc/payment.pay%2Cqueue.join,payment.pay?batch=1', 'join', 3],
  ['/trpc/queue.join,queue.status?batch=1', 'poll', 2],
  ['/trpc/%', 'read', 1],
  ['/trpc/constructor', 'read', 1],
  ['/trpc/%5F_proto__', 'read', 1],
  ['/trpc/toString,queue.status?batch=1', 'read', 2],
] as const)('%s is %s, %i calls', ([url, kind, calls]) => {
  expect(of(url)).toEqual({ kind, calls });
});

test('what is not a call is not counted', () => {
  for (const url of ['/healthz', '/readyz', '/metrics', '/webhooks/stripe', '/']) {
    expect(of(url)).toBeNull();
  }
  expect(of('/trpc/queue.join', { method: 'OPTIONS' })).toBeNull();
});

test('polls and reads with the token of a pass go before those of others', () => {
  const tokens = keyRing('queue token', [{ kid: 'a-key', secret: 'a-secret-of-this-test' }]);
  const claims = {
    ...{ entryId: randomUUID(), concertId: randomUUID(), userId: randomUUID() },
    ...{ joinedAt: new Date(), number: 5, round: 2, arrival: 3, positionCeiling: 7 },
    subjectHash: null,
  };
  for (let n = 0; n < 100; n++) {
    const entry = { ...claims, entryId: randomUUID(), number: n };
    const [waiting, pass] = [false, true].map((admitted) =>
      sealQueueToken(tokens, { ...entry, admitted }),
    );
    expect(of('/trpc/queue.status', { token: waiting })?.kind).toBe('poll');
    expect(of('/trpc/queue.status', { token: pass })?.kind).toBe('pass');
    expect(of('/trpc/concert.dates', { token: pass })?.kind).toBe('pass');
    expect(of('/trpc/concert.dates,queue.status?batch=1', { token: pass })?.kind).toBe('pass');
    expect(of('/trpc/concert.seats', { token: pass })?.kind).toBe('large');
    expect(of('/trpc/queue.join', { token: pass })?.kind).toBe('join');
  }
  for (const token of ['', '.', 'g', 'a.b.c', '.'.repeat(200)]) {
    expect(of('/trpc/queue.status', { token })?.kind).toBe('poll');
  }
});

test('every procedure has a kind, and every kind but those with a pass a procedure', () => {
  const kinds = Object.keys(appRouter._def.procedures).map((name) => of(`/trpc/${name}`)?.kind);
  expect(new Set([...kinds, 'pass'])).toEqual(new Set(KINDS));
});
