import type { Logger } from '@frontrow/domain/kernel/logger';
import type { PaymentProvider } from '@frontrow/domain/kernel/payment-provider';
import type { Settings } from '@frontrow/settings/settings';

/**
 * The payment provider of the settings; undefined without one. Stripe stays in use where TOPUP is not `provider`
 * any more: no top-up begins then, but those under way end, and refunds go back.
 */
export async function providerOf(
  settings: Settings,
  log: Logger,
): Promise<PaymentProvider | undefined> {
  if (settings.PAYMENT_PROVIDER === 'sandbox') {
    if (settings.TOPUP !== 'provider') return undefined;
    return (await import('@frontrow/payment-providers/sandbox')).sandboxProvider;
  }
  const { STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = [], STRIPE_API_BASE } = settings;
  if (settings.NODE_ENV === 'production' && /^[rs]k_test_/.test(STRIPE_SECRET_KEY)) {
    log.warn(
      {},
      'STRIPE_SECRET_KEY is a key of the test mode: top-ups are credited, and nobody pays',
    );
  }
  // Loaded where it is used only: the client of Stripe takes a quarter of a second of processor time.
  const { createStripeProvider } = await import(
    '@frontrow/payment-providers/stripe/stripe-provider'
  );
  return createStripeProvider({
    secretKey: STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_WEBHOOK_SECRET.join(','),
    apiBase: STRIPE_API_BASE,
  });
}
