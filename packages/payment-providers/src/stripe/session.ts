import type { ProviderPayment } from '@frontrow/domain/kernel/payment-provider';
import type Stripe from 'stripe';
import { fromStripe } from './amounts.ts';

/** A session of Stripe Checkout as an answer or message may have it: other versions of the API lack fields. */
export type SessionLike = Partial<Stripe.Checkout.Session>;

/**
 * What a session is for us; null if it lacks what has to be known.
 *
 * @param said what the type of a message says, where the session alone does not
 */
export function readSession(
  session: SessionLike,
  said: ProviderPayment['status'] | null = null,
): ProviderPayment | null {
  const status = session.payment_status === 'paid' ? 'PAID' : (said ?? statusOf(session));
  if (typeof session.id !== 'string' || session.object !== 'checkout.session') return null;
  const paid = status === 'PAID' ? fromStripe(session.amount_total, session.currency) : null;
  if (!status || (status === 'PAID' && !paid)) return null;
  return {
    reference: session.id,
    paymentReference: idOf(session.payment_intent),
    status,
    redirectUrl: status === 'OPEN' ? (session.url ?? null) : null,
    paid,
  };
}

/** The id of what Stripe answers with either an id or the whole object. */
export function idOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  return typeof id === 'string' ? id : null;
}

function statusOf(session: SessionLike): ProviderPayment['status'] | null {
  switch (session.status) {
    case 'open':
      return 'OPEN';
    case 'expired':
      return 'EXPIRED';
    case 'complete':
      // Nothing had to be paid, for example by a coupon: no money came, and none will.
      if (session.payment_status === 'no_payment_required') return 'DECLINED';
      return failed(session.payment_intent) ? 'DECLINED' : 'PROCESSING';
    default:
      return null;
  }
}

/**
 * Whether a payment that came later than the session was completed, such as a bank transfer, has failed. The
 * session does not say so. The payment intent does, if the answer contains it: it asks for a payment method again.
 */
function failed(intent: SessionLike['payment_intent']): boolean {
  if (typeof intent !== 'object' || intent === null) return false;
  return intent.status === 'requires_payment_method' || intent.status === 'canceled';
}
