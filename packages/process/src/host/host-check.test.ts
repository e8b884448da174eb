import { parseSettings } from '@frontrow/settings/settings';
import { expect, test } from 'vitest';
import { createHostCheck } from './host-check.ts';

type Env = Record<string, string>;

/** The refusal of a request with this `Host`; null if it may pass. */
const ask = (env: Env, host: string | undefined, forwarded?: string): string | null =>
  createHostCheck(parseSettings(env))({
    headers: {
      ...(host === undefined ? {} : { host }),
      ...(forwarded === undefined ? {} : { 'x-forwarded-host': forwarded }),
    },
  });

const LOOPBACK = [
  ...['localhost', 'localhost:4000', 'LocalHost.', 'localhost.:80', '127.0.0.1', '127.8.9.10:1'],
  ...['[::1]', '[::1]:4000', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]:4000'],
];
const FOREIGN = [
  ...['evil.test', 'evil.test:4000', 'localhost.evil.test', 'evil-localhost', 'sub.localhost'],
  ...['127.0.0.1.evil.test', '128.0.0.1', '10.0.0.7', '[::2]', '[::ffff:10.0.0.7]', '::1'],
  ...['', ':4000', 'localhost:4000:80', 'localhost@evil.test', 'evil.test/localhost', '[', '[]'],
  ...['localhost, evil.test', 'evil.test#localhost', 'evil.test\\localhost'],
];

test('while sign-in by name is on, only loopback names pass, whatever their port and case', () => {
  const open = { HOST: '0.0.0.0', DEV_SIGNIN: '1' };
  for (const env of [{}, open, { ...open, HOST: '::' }] as Env[]) {
    for (const host of LOOPBACK) expect([host, ask(env, host)]).toEqual([host, null]);
    for (const host of FOREIGN) {
      expect([host, ask(env, host)]).toEqual([host, expect.stringContaining('Sign-in by name')]);
    }
    expect(ask(env, undefined)).toContain('header Host');
  }
});

test('a refusal names the setting that lets the host in, and DEV_SIGNIN=1 is not it', () => {
  for (const env of [{}, { DEV_SIGNIN: '1' }] as Env[]) {
    expect(ask(env, 'Evil.test:4000')).toContain('set ALLOWED_HOSTS=evil.test and start again');
  }
  const env = { ALLOWED_HOSTS: 'Shop.test, bücher.test, fd00:0::7' };
  for (const host of ['shop.test:4000', 'SHOP.test.', 'xn--bcher-kva.test', '[fd00::7]:4000']) {
    expect(ask(env, host)).toBeNull();
  }
  for (const host of ['evil.test', 'sub.shop.test', 'shop.test.evil.test']) {
    expect(ask(env, host)).toContain(host);
  }
});

test('the name in HOST passes', () => {
  const env = { HOST: 'Box.lan', DEV_SIGNIN: '1' };
  expect(ask(env, 'box.lan:4000')).toBeNull();
  expect(ask(env, 'other.lan')).toContain('other.lan');
  expect(ask({ HOST: '10.0.0.7', DEV_SIGNIN: '1' }, '10.0.0.7:4000')).toBeNull();
});

test('x-forwarded-host counts with TRUST_PROXY only, and allows nothing alone', () => {
  const direct = { ALLOWED_HOSTS: 'shop.test' };
  expect(ask(direct, 'localhost', 'evil.test')).toBeNull();
  expect(ask(direct, 'evil.test', 'localhost')).toContain('evil.test');
  const proxied = { ...direct, TRUST_PROXY: 'on', DEV_SIGNIN: '1' };
  expect(ask(proxied, 'localhost', 'shop.test')).toBeNull();
  expect(ask(proxied, 'shop.test')).toBeNull();
  for (const forwarded of ['evil.test', 'shop.test, evil.test', 'evil.test, shop.test']) {
    expect(ask(proxied, 'localhost', forwarded)).toContain('evil.test');
  }
  expect(ask(proxied, 'evil.test', 'shop.test')).toContain('evil.test');
});

test('an allowed request does not let the next one of another host pass', () => {
  const check = createHostCheck(parseSettings({}));
  const refusals = ['localhost', 'evil.test', 'localhost'].map((host) =>
    check({ headers: { host } }),
  );
  expect(refusals).toEqual([null, expect.any(String), null]);
});

test('while sign-in by name is off, any host passes', () => {
  for (const env of [
    { DEV_SIGNIN: '0' },
    { HOST: '0.0.0.0' },
    { TRUST_PROXY: 'on' },
    { AUTH_ISSUER: 'https://id.example' },
  ] as Env[]) {
    expect(ask(env, 'shop.example')).toBeNull();
    expect(ask(env, undefined)).toBeNull();
  }
});
