import type { PaymentProvider } from '@frontrow/domain/kernel/payment-provider';
import { sandboxProvider } from '@frontrow/payment-providers/sandbox';
import type { Settings } from '@frontrow/settings/settings';

/** The payment provider of the settings; undefined where top-ups do not go through one. */
export async function providerOf(settings: Settings): Promise<PaymentProvider | undefined> {
  if (settings.TOPUP !== 'provider') return undefined;
  if (settings.PAYMENT_PROVIDER === 'sandbox') {
    return sandboxProvider;
  }
  // Loaded where it is used only: the client of Stripe takes a tenth of a second.
  const { createStripeProvider } = await import(
    '@frontrow/payment-providers/stripe/stripe-provider'
  );
  return createStripeProvider({
    secretKey: settings.STRIPE_SECRET_KEY ?? '',
    webhookSecret: (settings.STRIPE_WEBHOOK_SECRET ?? []).join(','),
    apiBase: settings.STRIPE_API_BASE,
  });
}
