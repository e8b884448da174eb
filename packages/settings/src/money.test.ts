import { describe, expect, test } from 'vitest';
import { parseSettings, SettingsError } from './settings.ts';

type Env = Record<string, string>;

const PRODUCTION: Env = {
  ...{ NODE_ENV: 'production', AUTH_SECRET: '0123456789abcdef' },
  ...{ QUEUE_SECRET: 'a:123456789abcdef0', TICKET_SECRET: 't:23456789abcdef01' },
};
const STRIPE: Env = {
  ...{ TOPUP: 'provider', PAYMENT_PROVIDER: 'stripe' },
  ...{ STRIPE_SECRET_KEY: 'sk_test_51Ab8cD9eF0', STRIPE_WEBHOOK_SECRET: 'whsec_9zY8xW7vU6' },
  TOPUP_RETURN_URL: 'https://shop.example/wallet',
};
const LIVE: Env = { ...PRODUCTION, ...STRIPE };

/** The lines of the error; none if the settings are accepted. */
function problemsOf(env: Env): string[] {
  try {
    parseSettings(env);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message.split('\n').slice(1);
  }
}

/** The names of the settings that are wrong. */
const wrongIn = (env: Env): string[] =>
  problemsOf(env).map((line) => line.trim().split(':')[0] ?? '');

test('the defaults of money are those of the contract', () => {
  expect(parseSettings({})).toMatchObject({
    ...{ TOPUP: 'open', PAYMENT_PROVIDER: 'sandbox', TOPUP_SECONDS: 1_800, MIN_CHARGE: 1 },
    ...{ PAYMENT_GRACE_SECONDS: 300, MAX_CHARGE: 10_000_000, MAX_BALANCE: 100_000_000 },
  });
});

describe('a currency', () => {
  test.each(['KRW', 'USD', 'EUR', 'JPY', 'KWD', 'XCG', 'XOF'])(
    '%s is one of ISO 4217',
    (CURRENCY) => {
      expect(problemsOf({ CURRENCY })).toEqual([]);
    },
  );

  test.each(['KWR', 'WON', 'USN', 'XXX', 'XTS', 'XAU', 'BTC', 'AAA', 'ZZZ'])(
    '%s is none in which prices are, and is refused by name',
    (CURRENCY) => {
      expect(problemsOf({ CURRENCY })).toEqual(['  CURRENCY: is no currency of ISO 4217']);
    },
  );

  test.each(['krw', 'KR', 'KRWW', '410', '₩'])('%s is not a code', (CURRENCY) => {
    expect(problemsOf({ CURRENCY })).toEqual([
      '  CURRENCY: must be three capital letters (ISO 4217)',
    ]);
  });
});

describe('stripe', () => {
  test('needs its secrets and where customers return to, in every environment and with every TOPUP', () => {
    const needed = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'TOPUP_RETURN_URL'];
    expect(wrongIn({ PAYMENT_PROVIDER: 'stripe' })).toEqual(needed);
    expect(wrongIn({ PAYMENT_PROVIDER: 'stripe', TOPUP: 'off' })).toEqual(needed);
    expect(wrongIn({ ...PRODUCTION, TOPUP: 'provider', PAYMENT_PROVIDER: 'stripe' })).toEqual(
      needed,
    );
    expect(problemsOf(STRIPE)).toEqual([]);
    expect(problemsOf(LIVE)).toEqual([]);
  });

  test('may have several secrets of its webhook, while one is replaced', () => {
    const given = { ...STRIPE, STRIPE_WEBHOOK_SECRET: 'whsec_old, whsec_new' };
    expect(parseSettings(given).STRIPE_WEBHOOK_SECRET).toEqual(['whsec_old', 'whsec_new']);
  });

  test.for<[string, Env]>([
    ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: 'pk_test_51Ab8cD9eF0' }],
    ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: 'whsec_9zY8xW7vU5' }],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: 'sk_test_51Ab8cD9eF1' }],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: 'whsec_9zY8xW7vU6,' }],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: ',' }],
    ['TOPUP_RETURN_URL', { TOPUP_RETURN_URL: 'shop.example/wallet' }],
    ['TOPUP_RETURN_URL', { TOPUP_RETURN_URL: 'javascript:alert(1)' }],
    ['STRIPE_API_BASE', { STRIPE_API_BASE: 'ftp://127.0.0.1' }],
    ['STRIPE_API_BASE', { STRIPE_API_BASE: 'http://user:word@127.0.0.1:1' }],
    ['STRIPE_API_BASE', { STRIPE_API_BASE: 'http://127.0.0.1:1/?key=1' }],
    ['TOPUP_SECONDS', { TOPUP_SECONDS: '86400' }],
  ])('%s may not be %o', ([name, env]) => {
    const problems = problemsOf({ ...STRIPE, ...env });
    expect(problems.map((line) => line.trim().split(':')[0])).toEqual([name]);
    for (const secret of ['51Ab8cD9eF', '9zY8xW7vU', 'word']) {
      expect(problems[0]).not.toContain(secret);
    }
  });
});

describe('in production', () => {
  test('TOPUP=provider refuses the sandbox by name, chosen or not', () => {
    const choices: Env[] = [{}, { PAYMENT_PROVIDER: 'sandbox' }];
    for (const env of choices) {
      const problems = problemsOf({ ...PRODUCTION, TOPUP: 'provider', ...env });
      expect(problems).toEqual([expect.stringMatching(/PAYMENT_PROVIDER: .*sandbox/)]);
    }
    for (const TOPUP of ['open', 'off']) expect(problemsOf({ ...PRODUCTION, TOPUP })).toEqual([]);
    expect(wrongIn(PRODUCTION)).toEqual(['TOPUP']);
  });

  test('the secrets of stripe are secrets like the others', () => {
    const wrong = (env: Env) => wrongIn({ ...LIVE, ...env });
    expect(wrong({ STRIPE_SECRET_KEY: 'sk_test_short' })).toEqual(['STRIPE_SECRET_KEY']);
    expect(wrong({ STRIPE_WEBHOOK_SECRET: 'whsec_short' })).toEqual(['STRIPE_WEBHOOK_SECRET']);
    const twice = 'whsec_9zY8xW7vU6,whsec_9zY8xW7vU6';
    expect(wrong({ STRIPE_WEBHOOK_SECRET: twice })).toEqual(['STRIPE_WEBHOOK_SECRET']);
    expect(wrong({ STRIPE_WEBHOOK_SECRET: '0123456789abcdef' })).toEqual([
      'AUTH_SECRET, STRIPE_WEBHOOK_SECRET',
    ]);
  });

  test.for([
    ['https://api.stripe.example', []],
    ['http://127.0.0.1:12111', []],
    ['http://[::1]:12111/v', []],
    ['http://localhost:12111', []],
    ['http://stripe.internal:12111', ['STRIPE_API_BASE']],
    ['http://127.0.0.1.example', ['STRIPE_API_BASE']],
  ] as const)('the API of Stripe at %s: %o', ([STRIPE_API_BASE, wrong]) => {
    expect(wrongIn({ ...LIVE, STRIPE_API_BASE })).toEqual(wrong);
    expect(wrongIn({ ...STRIPE, STRIPE_API_BASE })).toEqual([]);
  });
});

test.for<[Env, string[]]>([
  [{ MIN_CHARGE: '1000', MAX_CHARGE: '1000' }, []],
  [{ MIN_CHARGE: '1001', MAX_CHARGE: '1000' }, ['MIN_CHARGE']],
  [{ MIN_CHARGE: '10000000' }, []],
  [{ MIN_CHARGE: '10000001' }, ['MIN_CHARGE']],
  [{ MIN_CHARGE: '0' }, ['MIN_CHARGE']],
  [{ MIN_CHARGE: 'much' }, ['MIN_CHARGE']],
  [{ TOPUP_SECONDS: '0' }, ['TOPUP_SECONDS']],
  [{ TOPUP_SECONDS: '86400' }, []],
  [{ PAYMENT_GRACE_SECONDS: '0' }, []],
  [{ PAYMENT_GRACE_SECONDS: '-1' }, ['PAYMENT_GRACE_SECONDS']],
  [{ PAYMENT_PROVIDER: 'paypal' }, ['PAYMENT_PROVIDER']],
])('of %o these are wrong: %o', ([env, wrong]) => {
  expect(wrongIn(env)).toEqual(wrong);
});
