import { randomUUID } from 'node:crypto';
import type { PaymentProvider, ProviderRequest } from '@frontrow/domain/kernel/payment-provider';
import { onTestFinished } from 'vitest';
import { createStripeProvider, type StripeOptions } from '../src/stripe/stripe-provider.ts';
import { type StandInOptions, type StripeStandIn, startStripeStandIn } from './stripe-stand-in.ts';

/** A stand-in for one test, and the adapter in front of it. */
export async function stripeForTest(
  options: StandInOptions & Partial<StripeOptions> = {},
): Promise<{ stripe: StripeStandIn; provider: PaymentProvider }> {
  const stripe = await startStripeStandIn(options);
  onTestFinished(stripe.close);
  const { url, secretKey, webhookSecret } = stripe;
  return {
    stripe,
    provider: createStripeProvider({ secretKey, webhookSecret, apiBase: url, ...options }),
  };
}

/** A request to begin a top-up of 5,000 won, open for 40 minutes. */
export function topUpRequest(fields: Partial<ProviderRequest> = {}): ProviderRequest {
  const topUpId = randomUUID();
  return {
    topUpId,
    userId: randomUUID(),
    amount: 5000,
    currency: 'KRW',
    returnUrl: `https://shop.example/wallet?topUpId=${topUpId}`,
    openUntil: new Date(Date.now() + 40 * 60_000),
    ...fields,
  };
}

/** Longer than anything takes: tests of time limits make their own signals. */
export const patience = (): AbortSignal => AbortSignal.timeout(120_000);
