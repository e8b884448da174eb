import {
  type PaymentProvider,
  type ProviderPayment,
  ProviderRefusal,
  type ProviderRequest,
} from '@frontrow/domain/kernel/payment-provider';
import type Stripe from 'stripe';
import { toStripe } from './amounts.ts';
import { MISSING, StripeRefusal } from './failures.ts';
import { readMessage, topUpOf } from './message.ts';
import { readSession, type SessionLike } from './session.ts';
import { createStripeClient } from './stripe-client.ts';

export interface StripeOptions {
  secretKey: string;
  /** The secret that signs messages; several, separated by commas, while one is replaced. */
  webhookSecret: string;
  /** Where Stripe's API is. */
  apiBase?: string;
  /** What the customer reads as the thing that he pays for. */
  productName?: string;
}

/**
 * Stripe refuses a session that ends less than 30 minutes after it was made. The rest is for clocks that differ, and
 * for a first try that did not reach Stripe.
 */
const LEAST_OPEN_SECONDS = 30 * 60 + 120;

/** Payments by Stripe Checkout. */
export function createStripeProvider({
  secretKey,
  webhookSecret,
  apiBase = 'https://api.stripe.com',
  productName = 'Top-up',
}: StripeOptions): PaymentProvider {
  const client = createStripeClient(secretKey, apiBase);
  // Everybody knows the empty one.
  const secrets = webhookSecret
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');

  async function find(reference: string, signal: AbortSignal): Promise<ProviderPayment> {
    const { answer } = await client.call('find a payment', signal, ({ checkout }) =>
      checkout.sessions.retrieve(reference, { expand: ['payment_intent'] }),
    );
    return certain(answer);
  }

  return {
    name: 'stripe',
    leastOpenSeconds: LEAST_OPEN_SECONDS,
    find,

    async begin(request, signal) {
      const params = sessionOf(request, productName);
      const { answer, replayed } = await client.call('begin a payment', signal, ({ checkout }) =>
        checkout.sessions.create(params, { idempotencyKey: request.topUpId }),
      );
      const payment = certain(answer);
      // A kept answer is as old as the first request, and the customer may have paid since.
      return replayed ? find(payment.reference, signal) : payment;
    },

    async findByPayment(paymentReference, signal) {
      const [session] = await sessionsOf(paymentReference, signal);
      const topUpId = session ? topUpOf(session) : null;
      return session && topUpId ? { topUpId, payment: certain(session) } : null;
    },

    async expire(reference, signal) {
      try {
        const { answer } = await client.call('expire a payment', signal, ({ checkout }) =>
          checkout.sessions.expire(reference),
        );
        return certain(answer);
      } catch (error) {
        if (!(error instanceof ProviderRefusal)) throw error;
        // Stripe refuses to expire what has ended, or what the customer has finished.
        const payment = await find(reference, signal);
        if (payment.status === 'OPEN') throw error;
        return payment;
      }
    },

    async refund({ paymentReference, key, ...money }, signal) {
      const { amount } = toStripe(money);
      const params = { payment_intent: paymentReference, amount };
      const call = client.call('refund a payment', signal, ({ refunds }) =>
        refunds.create(params, { idempotencyKey: key }),
      );
      const { answer } = await call.catch((error) => {
        // Whoever calls would return the money to the balance, and an earlier request may have paid it out.
        if (error instanceof StripeRefusal && error.isBeforeTheKey) throw new Error(error.message);
        throw error;
      });
      if (answer.object !== 'refund')
        throw new Error('Stripe answered with something else than a refund');
      if (answer.status === 'failed' || answer.status === 'canceled') {
        throw new ProviderRefusal(
          'rejected',
          `Stripe did not refund a payment: it is ${answer.status}`,
        );
      }
    },

    readMessage: (body, headers) => readMessage(body, headers, secrets),
  };

  async function sessionsOf(paymentIntent: string, signal: AbortSignal): Promise<SessionLike[]> {
    try {
      const { answer } = await client.call(
        'find the session of a payment',
        signal,
        ({ checkout }) =>
          checkout.sessions.list({
            payment_intent: paymentIntent,
            expand: ['data.payment_intent'],
          }),
      );
      if (!Array.isArray(answer.data))
        throw new Error('Stripe answered with something else than a list');
      return answer.data;
    } catch (error) {
      if (error instanceof StripeRefusal && error.code === MISSING) return [];
      throw error;
    }
  }
}

/** The session to create. It follows from the request alone: a repeat by the same key must not differ. */
function sessionOf(request: ProviderRequest, name: string): Stripe.Checkout.SessionCreateParams {
  const { topUpId, returnUrl, openUntil } = request;
  if (returnUrl === null) {
    throw new ProviderRefusal('rejected', 'Stripe needs an address to which the customer returns');
  }
  const { amount, currency } = toStripe(request);
  return {
    mode: 'payment',
    client_reference_id: topUpId,
    line_items: [
      { quantity: 1, price_data: { currency, unit_amount: amount, product_data: { name } } },
    ],
    success_url: returnUrl,
    cancel_url: returnUrl,
    expires_at: Math.floor(openUntil.getTime() / 1000),
    metadata: { topUpId },
    payment_intent_data: { metadata: { topUpId } },
    // What is paid has to be in the currency of the balance.
    adaptive_pricing: { enabled: false },
  };
}

/** @throws an error if the answer is none of Stripe's, or says of no payment what became of it */
function certain(session: SessionLike): ProviderPayment {
  const payment = readSession(session);
  if (!payment) throw new Error('Stripe answered with something else than a session of Checkout');
  return payment;
}
