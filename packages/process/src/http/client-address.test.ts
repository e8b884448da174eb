import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { countedAddress, isLoopbackCaller } from './client-address.ts';

describe('what an address is counted by', () => {
  test.each<[string, string, string[]]>([
    [
      'the network of an IPv6 address',
      '2001:db8:0:1',
      [
        ...['2001:db8:0:1::1', '2001:DB8::1:ffff:1:2:3', '2001:db8:0:1:0:0:192.0.2.1'],
        ...[
          '2001:0db8:0000:0001:0000:0000:0000:0001',
          '[2001:db8:0:1::1]',
          '[2001:db8:0:1::1]:443',
        ],
      ],
    ],
    ['another network', '2001:db8:0:2', ['2001:db8:0:2::1']],
    ['the network of a link', 'fe80:0:0:0', ['fe80::1%eth0', 'fe80::2', '[fe80::3%1]:80']],
    [
      'the IPv4 address, in each spelling',
      '192.0.2.7',
      [
        ...[
          '192.0.2.7',
          '192.0.2.7:50001',
          '192.0.2.7:50002',
          '::ffff:192.0.2.7',
          '::FFFF:C000:207',
        ],
        ...['0:0:0:0:0:ffff:192.0.2.7', '::ffff:c000:0207', '[::ffff:192.0.2.7]:443'],
        ...['64:ff9b::192.0.2.7', '64:ff9b::c000:207', '::ffff:0:c000:207'],
      ],
    ],
    ['this machine', '0:0:0:0', ['::1', '0:0:0:0:0:0:0:1']],
    [
      'no address',
      'no address',
      ['', 'unknown', '_hidden', 'a:b', '2001:db8::1::2', '1.2.3', '0x7f.1'],
    ],
  ])('%s', (_, counted, spellings) => {
    for (const spelling of spellings) expect(countedAddress(spelling), spelling).toBe(counted);
  });
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
