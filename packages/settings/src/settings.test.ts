import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  allowsDevSignIn,
  hasExternalIssuer,
  parseSettings,
  SETTING_NAMES,
  SettingsError,
} from './settings.ts';

const errorOf = (env: Record<string, string>): string => {
  try {
    parseSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
};

const PRODUCTION = {
  NODE_ENV: 'production',
  AUTH_SECRET: '0123456789abcdef',
  QUEUE_SECRET: 'a:123456789abcdef0',
  TICKET_SECRET: 't:23456789abcdef01',
  TOPUP: 'off',
};

describe('settings', () => {
  test('the defaults are those of the contract', () => {
    expect(parseSettings({})).toMatchObject({
      ...{ HOST: '127.0.0.1', PORT: 4000, WORKER_PORT: 0, STOREFRONT_PORT: 0, CONSOLE_PORT: 0 },
      ...{ CORS_ORIGINS: [], RATE_LIMIT: true, FRONTROW_DATA: '.frontrow' },
      FRONTROW_SERVICES: ['server', 'worker', 'storefront', 'console'],
      ...{ AUTH_ROLE_CLAIM: 'role', AUTH_AUTO_CREATE: false, CURRENCY: 'KRW', TOPUP: 'open' },
      ...{ HOLD_SECONDS: 300, SWEEP_SECONDS: 5, TOKEN_RETENTION_SECONDS: 86_400 },
    });
  });

  test('empty variables count as not set', () => {
    const empty = Object.fromEntries(SETTING_NAMES.map((name) => [name, '']));
    expect(parseSettings(empty)).toEqual(parseSettings({}));
  });

  test('take the interval of the audit from its former name RECONCILE_SECONDS, if only that is set', () => {
    const interval = (env: Record<string, string>) => parseSettings(env).AUDIT_INTERVAL_SECONDS;
    expect(interval({})).toBe(300);
    expect(interval({ RECONCILE_SECONDS: '60' })).toBe(60);
    expect(interval({ AUDIT_INTERVAL_SECONDS: '', RECONCILE_SECONDS: '60' })).toBe(60);
    expect(interval({ AUDIT_INTERVAL_SECONDS: '30', RECONCILE_SECONDS: '60' })).toBe(30);
    expect(errorOf({ AUDIT_INTERVAL_SECONDS: '0' })).toContain('  AUDIT_INTERVAL_SECONDS: ');
    expect(errorOf({ RECONCILE_SECONDS: '0' })).toContain('  RECONCILE_SECONDS: ');
  });

  test('a server drains for 10 seconds in production and not at all elsewhere, unless set', () => {
    const seconds = (env: Record<string, string>) => parseSettings(env).DRAIN_SECONDS;
    expect(seconds({})).toBe(0);
    expect(seconds(PRODUCTION)).toBe(10);
    expect(seconds({ ...PRODUCTION, DRAIN_SECONDS: '0' })).toBe(0);
    expect(seconds({ DRAIN_SECONDS: '25' })).toBe(25);
    expect(errorOf({ DRAIN_SECONDS: '601' })).toContain('  DRAIN_SECONDS: ');
  });

  test('CORS_ORIGINS takes what browsers send as an origin, and refuses what can never match', () => {
    const taken = ['https://shop.example', 'http://localhost:5173', 'capacitor://localhost', '*'];
    expect(parseSettings({ CORS_ORIGINS: taken.join(', ') }).CORS_ORIGINS).toEqual(taken);
    for (const wrong of [
      ...['https://shop.example/', 'https://shop.example/a', 'shop.example', 'localhost:5173'],
      ...['https://Shop.example', 'https://shop.example:443', 'https://shop.example?x', 'null'],
      ...['https://a@shop.example', 'https://*.shop.example', '//shop.example', 'https://'],
    ]) {
      const message = errorOf({ CORS_ORIGINS: `https://other.example,${wrong}` });
      expect(message).toContain('  CORS_ORIGINS: must be origins such as https://shop.example');
      expect(message).toContain(`not ${wrong}`);
    }
  });

  test('ALLOWED_HOSTS takes host names and addresses, and refuses what can never stand in Host', () => {
    const hosts = (text: string) => parseSettings({ ALLOWED_HOSTS: text }).ALLOWED_HOSTS;
    expect(hosts('')).toEqual([]);
    expect(hosts('Shop.Example, tickets.test., bücher.test')).toEqual([
      ...['shop.example', 'tickets.test', 'xn--bcher-kva.test'],
    ]);
    expect(hosts('10.0.0.7,[FD00:0::7],fd00::8')).toEqual(['10.0.0.7', 'fd00::7', 'fd00::8']);
    for (const wrong of [
      'https://shop.example',
      'shop.example:4000',
      '*',
      '*.test',
      'a b',
      'a/b',
    ]) {
      const message = errorOf({ ALLOWED_HOSTS: `other.example,${wrong}` });
      expect(message).toContain('  ALLOWED_HOSTS: must be host names');
      expect(message).toContain(`not ${wrong}`);
    }
  });

  test('one error names all wrong settings', () => {
    const message = errorOf({
      ...{ PORT: 'abc', HOLD_SECONDS: '0', TOPUP: 'maybe', RATE_LIMIT: 'yes', CURRENCY: 'won' },
      ...{ DATABASE_URL: 'mysql://x', QUEUE_SECRET: 'nokid', FRONTROW_SERVICES: 'server,cook' },
      ...{ TRUST_PROXY: 'all', MONGODB_URL: 'http://x', NODE_ENV: 'production' },
    });
    for (const name of [
      ...['PORT', 'HOLD_SECONDS', 'TOPUP', 'RATE_LIMIT', 'CURRENCY', 'DATABASE_URL'],
      ...['QUEUE_SECRET', 'FRONTROW_SERVICES', 'TRUST_PROXY', 'MONGODB_URL', 'AUTH_SECRET'],
    ]) {
      expect(message).toContain(`  ${name}: `);
    }
  });

  test('in production secrets have no default and TOPUP must be set', () => {
    const message = errorOf({ NODE_ENV: 'production' });
    for (const name of ['AUTH_SECRET', 'QUEUE_SECRET', 'TICKET_SECRET', 'TOPUP']) {
      expect(message).toContain(`  ${name}: `);
    }
    expect(parseSettings(PRODUCTION)).toMatchObject({
      QUEUE_SECRET: [{ kid: 'a', secret: '123456789abcdef0' }],
      TOPUP: 'off',
    });
  });

  test('settings that exclude each other are refused', () => {
    const keys = { AUTH_SECRET: '0123456789abcdef', AUTH_JWKS_URL: 'https://id.example/keys' };
    expect(errorOf(keys)).toContain('AUTH_SECRET, AUTH_JWKS_URL');
  });

  test('sign-in with a name alone is limited to development', () => {
    const allowed = (env: Record<string, string>) => allowsDevSignIn(parseSettings(env));
    expect(allowed({})).toBe(true);
    expect(allowed({ HOST: '::1' })).toBe(true);
    expect(allowed({ HOST: '0.0.0.0' })).toBe(false);
    expect(allowed({ HOST: '0.0.0.0', DEV_SIGNIN: '1' })).toBe(true);
    expect(allowed({ TRUST_PROXY: 'on' })).toBe(false);
    expect(allowed({ TRUST_PROXY: '2', DEV_SIGNIN: '1' })).toBe(true);
    expect(allowed({ AUTH_ISSUER: 'https://id.example' })).toBe(false);
    expect(allowed({ ...PRODUCTION, DEV_SIGNIN: '1' })).toBe(false);
    expect(hasExternalIssuer(parseSettings({ AUTH_AUTO_CREATE: 'on' }))).toBe(true);
  });
});

test('the README’s table names every setting', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  for (const name of SETTING_NAMES) expect(readme).toContain(`\`${name}\``);
});
