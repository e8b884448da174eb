import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { countedAddress, isLoopbackCaller } from './client-address.ts';

test('IPv6 addresses of one /64 count as one, others do not; IPv4 in IPv6 form is IPv4', () => {
  const same = ['2001:db8:0:1::1', '2001:DB8::1:ffff:1:2:3', '2001:db8:0:1:0:0:192.0.2.1'];
  expect(new Set(same.map(countedAddress))).toEqual(new Set(['2001:db8:0:1']));
  expect(countedAddress('2001:db8:0:2::1')).toBe('2001:db8:0:2');
  expect(countedAddress('fe80::1%eth0')).toBe(countedAddress('fe80::2'));
  expect(countedAddress('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(countedAddress('192.0.2.7')).toBe('192.0.2.7');
  expect(countedAddress('::1')).toBe('0:0:0:0');
});

const request = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({
    socket: { remoteAddress },
    headers,
    connection: { remoteAddress },
  }) as unknown as IncomingMessage;

const LOCAL = { address: '127.0.0.1' };

interface Caller {
  address: string;
  headers?: Record<string, string>;
  /** How many proxies are trusted. */
  trusted?: number;
}

const passedOn = (hops: string) => ({ 'x-forwarded-for': hops });

test.each<[string, Caller]>([
  ['a program on this machine', { address: '127.0.0.1' }],
  ['the same over IPv6', { address: '::1' }],
  ['the same in IPv6 form', { address: '::ffff:127.0.0.1' }],
  ['whom a trusted proxy calls that', { ...LOCAL, headers: passedOn('127.0.0.1'), trusted: 1 }],
])('%s is a loopback caller', (_, { address, headers, trusted = 0 }) => {
  expect(isLoopbackCaller(request(address, headers), trusted)).toBe(true);
});

test.each<[string, Caller]>([
  ['another machine', { address: '192.0.2.1' }],
  ['what an unknown proxy passed on', { ...LOCAL, headers: passedOn('127.0.0.1') }],
  [
    'the same in the newer header',
    { ...LOCAL, headers: { forwarded: 'for=127.0.0.1' }, trusted: 1 },
  ],
  [
    'whom a trusted proxy names',
    { ...LOCAL, headers: passedOn('127.0.0.1, 192.0.2.1'), trusted: 1 },
  ],
  [
    'a machine that claims it',
    { address: '192.0.2.1', headers: passedOn('127.0.0.1'), trusted: 1 },
  ],
])('%s is none', (_, { address, headers, trusted = 0 }) => {
  expect(isLoopbackCaller(request(address, headers), trusted)).toBe(false);
});
