import {
  type StripeStandIn,
  startStripeStandIn,
} from '@frontrow/payment-providers/testing/stripe-stand-in';
import type { TopUp } from '@frontrow/sdk';
import { openSale, type Sale } from './sale.ts';

/** Where customers return to unless the call says otherwise. */
export const RETURN_URL = 'https://sale.example/checkout';

/** A sale whose top-ups go through a stand-in for Stripe, at which a test acts as the customer. */
export interface StripeSale extends Sale {
  stripe: StripeStandIn;
  /** As the customer: pays at the provider, what was asked for or another amount. */
  pay(topUp: string | Pick<TopUp, 'id'>, amount?: number): Promise<void>;
  /** As the customer: never pays, until the time for it is over. */
  abandon(topUpId: string): Promise<void>;
}

export async function openStripeSale(env: Record<string, string> = {}): Promise<StripeSale> {
  const stripe = await startStripeStandIn();
  const sale = await openSale({ ...settingsFor(stripe), ...env });
  return {
    ...sale,
    stripe,
    async pay(topUp, amount) {
      const { id } = stripe.sessionOf(typeof topUp === 'string' ? topUp : topUp.id);
      await stripe.customer.pay(id, amount === undefined ? {} : { amount });
    },
    async abandon(topUpId) {
      await stripe.customer.abandon(stripe.sessionOf(topUpId).id);
    },
    async close() {
      await sale.close();
      await stripe.close();
    },
  };
}

/** The settings of a server whose provider is this stand-in. */
export const settingsFor = ({ url, secretKey, webhookSecret }: StripeStandIn) => ({
  TOPUP: 'provider',
  PAYMENT_PROVIDER: 'stripe',
  STRIPE_API_BASE: url,
  STRIPE_SECRET_KEY: secretKey,
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  TOPUP_RETURN_URL: RETURN_URL,
});
