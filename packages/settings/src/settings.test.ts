import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { secretsFor } from './secrets.ts';
import {
  allowsDevSignIn,
  hasExternalIssuer,
  parseSettings,
  SETTING_NAMES,
  SettingsError,
} from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontrow-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const complaint = (env: Record<string, string>): string => {
  try {
    parseSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('the settings were taken');
};

const PRODUCTION = {
  NODE_ENV: 'production',
  AUTH_SECRET: '0123456789abcdef',
  QUEUE_SECRET: 'a:0123456789abcdef',
  TOPUP: 'provider',
};

describe('settings', () => {
  test('have the defaults of the contract', () => {
    expect(parseSettings({})).toMatchObject({
      ...{ HOST: '127.0.0.1', PORT: 4000, WORKER_PORT: 0, STOREFRONT_PORT: 0 },
      ...{ CORS_ORIGINS: [], RATE_LIMIT: true, FRONTROW_DATA: '.frontrow' },
      FRONTROW_SERVICES: ['server', 'worker', 'storefront'],
      ...{ AUTH_ROLE_CLAIM: 'role', AUTH_AUTO_CREATE: false, CURRENCY: 'KRW', TOPUP: 'open' },
      ...{ HOLD_SECONDS: 300, SWEEP_SECONDS: 5, TOKEN_RETENTION_SECONDS: 86_400 },
    });
  });

  test('that are set to nothing are not set', () => {
    const empty = Object.fromEntries(SETTING_NAMES.map((name) => [name, '']));
    expect(parseSettings(empty)).toEqual(parseSettings({}));
  });

  test('take the interval of the audit from its former name RECONCILE_SECONDS, if only that is set', () => {
    const interval = (env: Record<string, string>) => parseSettings(env).AUDIT_INTERVAL_SECONDS;
    expect(interval({})).toBe(300);
    expect(interval({ RECONCILE_SECONDS: '60' })).toBe(60);
    expect(interval({ AUDIT_INTERVAL_SECONDS: '', RECONCILE_SECONDS: '60' })).toBe(60);
    expect(interval({ AUDIT_INTERVAL_SECONDS: '30', RECONCILE_SECONDS: '60' })).toBe(30);
    expect(complaint({ AUDIT_INTERVAL_SECONDS: '0' })).toContain('  AUDIT_INTERVAL_SECONDS: ');
    expect(complaint({ RECONCILE_SECONDS: '0' })).toContain('  RECONCILE_SECONDS: ');
  });

  test('that are wrong are all named at once', () => {
    const message = complaint({
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

  test('have no secret by default in production, and TOPUP must be chosen', () => {
    const message = complaint({ NODE_ENV: 'production' });
    expect(message).toContain('AUTH_SECRET: ');
    expect(message).toContain('QUEUE_SECRET: ');
    expect(message).toContain('TOPUP: ');
    expect(parseSettings(PRODUCTION)).toMatchObject({
      QUEUE_SECRET: [{ kid: 'a', secret: '0123456789abcdef' }],
      TOPUP: 'provider',
    });
  });

  test('that contradict one another are refused', () => {
    const keys = { AUTH_SECRET: '0123456789abcdef', AUTH_JWKS_URL: 'https://id.example/keys' };
    expect(complaint(keys)).toContain('AUTH_SECRET, AUTH_JWKS_URL');
  });

  test('say who may sign in by name alone', () => {
    const allowed = (env: Record<string, string>) => allowsDevSignIn(parseSettings(env));
    expect(allowed({})).toBe(true);
    expect(allowed({ HOST: '::1' })).toBe(true);
    expect(allowed({ HOST: '0.0.0.0' })).toBe(false);
    expect(allowed({ HOST: '0.0.0.0', DEV_SIGNIN: '1' })).toBe(true);
    expect(allowed({ AUTH_ISSUER: 'https://id.example' })).toBe(false);
    expect(allowed({ ...PRODUCTION, DEV_SIGNIN: '1' })).toBe(false);
    expect(hasExternalIssuer(parseSettings({ AUTH_AUTO_CREATE: 'on' }))).toBe(true);
  });
});

describe('secrets', () => {
  test('are random, kept for the next start, and readable by their owner alone', () => {
    const settings = parseSettings({ FRONTROW_DATA: folder });
    const first = secretsFor(settings);
    expect(first.auth.length).toBeGreaterThan(30);
    expect(secretsFor(settings)).toEqual(first);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('that are set are used, and then nothing is written', () => {
    const data = join(folder, 'unused');
    const settings = parseSettings({ ...PRODUCTION, FRONTROW_DATA: data });
    expect(secretsFor(settings)).toMatchObject({ auth: PRODUCTION.AUTH_SECRET });
    expect(() => statSync(data)).toThrow();
  });
});

test('the README’s table names every setting', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  for (const name of SETTING_NAMES) expect(readme).toContain(`\`${name}\``);
});
