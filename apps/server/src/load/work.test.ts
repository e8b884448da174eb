import type { IncomingMessage } from 'node:http';
import { appRouter } from '@frontrow/api/root';
import { expect, test } from 'vitest';
import { KINDS, workOf } from './work.ts';

const of = (url: string, method = 'GET') => workOf({ url, method } as IncomingMessage);

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
  ['/trpc/%', 'read', 1],
] as const)('%s is %s, %i calls', ([url, kind, calls]) => {
  expect(of(url)).toEqual({ kind, calls });
});

test('what is not a call is not counted', () => {
  for (const url of ['/healthz', '/readyz', '/metrics', '/webhooks/stripe', '/']) {
    expect(of(url)).toBeNull();
  }
  expect(of('/trpc/queue.join', 'OPTIONS')).toBeNull();
});

test('every procedure has a kind, and every kind a procedure', () => {
  const kinds = Object.keys(appRouter._def.procedures).map((name) => of(`/trpc/${name}`)?.kind);
  expect(new Set(kinds)).toEqual(new Set(KINDS));
});
