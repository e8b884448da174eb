import { expect, test } from 'vitest';
import { procedureName, routeOf } from './log-route.ts';

test.for([
  ['/readyz', '/readyz'],
  ['/webhooks/stripe', '/webhooks/stripe'],
  ['/webhooks/whsec_1', 'unknown'],
  ['/trpc/queue.status?input=a', '/trpc/queue.status'],
  ['/trpc/queue.status,session.me,queue.status?batch=1', '/trpc/queue.status,session.me'],
  ['/trpc/queue.status%2Csession.me', '/trpc/queue.status,session.me'],
  ['/trpc/eyJhbGciOiJIUzI1NiJ9.e30.c2ln', '/trpc/unknown'],
  ['/trpc/session.me,eyJhbGciOiJIUzI1NiJ9', '/trpc/session.me,unknown'],
  ['/trpc/%E0%A4%A', '/trpc/unknown'],
  ['/trpc/constructor', '/trpc/unknown'],
  ['/trpc', 'unknown'],
  ['/eyJhbGciOiJIUzI1NiJ9', 'unknown'],
  ['/readyz/eyJhbGciOiJIUzI1NiJ9', 'unknown'],
  ['http://localhost/readyz', 'unknown'],
  ['', 'unknown'],
] as const)('the path of %s is logged as %s', ([url, route]) => {
  expect(routeOf(url)).toBe(route);
});

test('the path that is logged is short, whatever the caller sends', () => {
  const names = ['session.me', 'queue.status', 'queue.join', 'balance.get', 'concert.list'];
  const many = [...names, 'concert.get', 'payment.get', ...Array(2_000).fill('x')].join(',');
  expect(routeOf(`/trpc/${many}`)).toBe(`/trpc/${names.join(',')},...`);
  expect(procedureName('x'.repeat(10_000))).toBe('unknown');
});
