import { parseSettings } from '@frontrow/settings/settings';
import { expect, test } from 'vitest';
import { providerOf } from './provider.ts';

type Env = Record<string, string>;

const STRIPE: Env = {
  ...{ TOPUP: 'provider', PAYMENT_PROVIDER: 'stripe', TOPUP_RETURN_URL: 'https://shop.example' },
  ...{ STRIPE_SECRET_KEY: 'sk_test_0123456789', STRIPE_WEBHOOK_SECRET: 'whsec_9876543210' },
};
const PRODUCTION: Env = {
  ...{ NODE_ENV: 'production', AUTH_SECRET: '0123456789abcdef' },
  ...{ QUEUE_SECRET: 'a:123456789abcdef0', TICKET_SECRET: 't:23456789abcdef01' },
};

/** The name of the provider, and what was warned of. */
async function chosenBy(env: Env): Promise<[string | undefined, string[]]> {
  const warnings: string[] = [];
  const log = {
    info() {},
    error() {},
    warn: (_: object, text?: string) => void warnings.push(text ?? ''),
  };
  const provider = await providerOf(parseSettings(env), log);
  return [provider?.name, warnings];
}

test.for<[Env, string | undefined]>([
  [{}, undefined],
  [{ TOPUP: 'off' }, undefined],
  [{ TOPUP: 'provider' }, 'sandbox'],
  [STRIPE, 'stripe'],
  // No top-up begins, and those under way end.
  [{ ...STRIPE, TOPUP: 'off' }, 'stripe'],
  [{ ...STRIPE, TOPUP: 'open' }, 'stripe'],
])('the provider of %o is %s', async ([env, name]) => {
  expect(await chosenBy(env)).toEqual([name, []]);
});

test('a key of the test mode is warned of in production: with it nobody pays', async () => {
  const test = await chosenBy({ ...PRODUCTION, ...STRIPE });
  expect(test).toEqual([
    'stripe',
    [expect.stringContaining('STRIPE_SECRET_KEY is a key of the test')],
  ]);
  const live = { ...PRODUCTION, ...STRIPE, STRIPE_SECRET_KEY: 'rk_live_0123456789' };
  expect(await chosenBy(live)).toEqual(['stripe', []]);
});
