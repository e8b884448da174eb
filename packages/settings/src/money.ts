import { z } from 'zod';
import { isLoopback } from './host-names.ts';
import { secretList, urlOf, whole } from './parse.ts';

/*
 * The settings of money: amounts, how balances are topped up, and the payment provider.
 */

/** Stripe refuses a payment that stays open for more than 24 hours; the rest is for clocks that differ. */
const MOST_SECONDS_AT_STRIPE = 86_400 - 600;

const DEFAULT_MIN_CHARGE = 1;
const DEFAULT_MAX_CHARGE = 10_000_000;
const MOST = Number.MAX_SAFE_INTEGER;

export const PAYMENT_PROVIDERS = ['sandbox', 'stripe'] as const;

/** Those of the Node that is installed with the product. */
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

export const moneyShape = {
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters (ISO 4217)')
    .refine(
      (code) => !/^[A-Z]{3}$/.test(code) || CURRENCIES.has(code),
      'is no currency of ISO 4217',
    )
    .default('KRW'),
  MIN_CHARGE: whole(1, MOST, DEFAULT_MIN_CHARGE),
  MAX_CHARGE: whole(1, MOST, DEFAULT_MAX_CHARGE),
  MAX_BALANCE: whole(1, MOST, 100_000_000),
  TOPUP: z.enum(['open', 'provider', 'off']).optional(),
  TOPUP_SECONDS: whole(1, 86_400, 1_800),
  TOPUP_RETURN_URL: urlOf('http', 'https'),
  PAYMENT_GRACE_SECONDS: whole(0, 86_400, 300),
  PAYMENT_PROVIDER: z.enum(PAYMENT_PROVIDERS).default('sandbox'),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(?!pk_|whsec_)/, 'must be a secret or restricted key of Stripe (sk_… or rk_…)')
    .optional(),
  STRIPE_WEBHOOK_SECRET: secretList
    .refine(
      (secrets) => !secrets.some((secret) => /^[psr]k_/.test(secret)),
      'must be the signing secret of the webhook (whsec_…), not a key of the API',
    )
    .optional(),
  STRIPE_API_BASE: urlOf('http', 'https').refine(
    (text) => text === undefined || isPlainAddress(text),
    'must have no user, query or fragment',
  ),
};

function isPlainAddress(text: string): boolean {
  const url = URL.parse(text);
  // A wrong URL is reported already.
  return url === null || `${url.username}${url.password}${url.search}${url.hash}` === '';
}

type Given = Record<string, string | undefined>;

/** Checks what concerns several settings of money. Returns a line for each problem. */
export function moneyProblems(given: Given): string[] {
  const problems: string[] = [];
  if (
    numberOf(given.MIN_CHARGE, DEFAULT_MIN_CHARGE) > numberOf(given.MAX_CHARGE, DEFAULT_MAX_CHARGE)
  ) {
    problems.push('MIN_CHARGE: must be at most MAX_CHARGE');
  }
  if (given.PAYMENT_PROVIDER === 'stripe') problems.push(...stripeProblems(given));
  if (given.NODE_ENV !== 'production') return problems;
  if (!given.TOPUP) problems.push('TOPUP: must be chosen in production');
  if (given.TOPUP === 'provider' && (given.PAYMENT_PROVIDER ?? 'sandbox') === 'sandbox') {
    problems.push(
      'PAYMENT_PROVIDER: must not be sandbox in production with TOPUP=provider: the sandbox credits amounts that nobody pays',
    );
  }
  const api = URL.parse(given.STRIPE_API_BASE ?? '');
  if (api?.protocol === 'http:' && !isLoopback(api.hostname)) {
    problems.push(
      'STRIPE_API_BASE: must start with https:// in production, unless it is on this machine: the secret key is sent there',
    );
  }
  return problems;
}

function stripeProblems(given: Given): string[] {
  const needed = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'TOPUP_RETURN_URL'];
  const missing = needed.filter((name) => !given[name]);
  const problems = missing.map((name) => `${name}: must be set with PAYMENT_PROVIDER=stripe`);
  if (numberOf(given.TOPUP_SECONDS, 0) > MOST_SECONDS_AT_STRIPE) {
    problems.push(
      `TOPUP_SECONDS: must be at most ${MOST_SECONDS_AT_STRIPE} with PAYMENT_PROVIDER=stripe`,
    );
  }
  return problems;
}

/** A text that is no number is reported already, and compares with nothing. */
const numberOf = (text: string | undefined, fallback: number): number =>
  text === undefined ? fallback : Number(text);
