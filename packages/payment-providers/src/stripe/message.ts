import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderMessage, ProviderPayment } from '@frontrow/domain/kernel/payment-provider';
import { isUuid } from '@frontrow/domain/kernel/uuid';
import Stripe from 'stripe';
import { fromStripe } from './amounts.ts';
import { idOf, readSession, type SessionLike } from './session.ts';

/** Stripe's own limit for the age of a message. */
const TOLERANCE_SECONDS = 300;

/** What a message says of a payment beyond the session in it; null: the session says all. */
const SESSION_MESSAGES = new Map<string, ProviderPayment['status'] | null>([
  ['checkout.session.completed', null],
  ['checkout.session.expired', 'EXPIRED'],
  ['checkout.session.async_payment_succeeded', 'PAID'],
  ['checkout.session.async_payment_failed', 'DECLINED'],
]);

/** What messages contain, as far as it is read. Nothing of it is certain to be there. */
interface StripeMessage {
  id?: unknown;
  type?: unknown;
  data?: { object?: Record<string, unknown> | null } | null;
}

/**
 * Checks a message of Stripe and reads it; null if its signature is wrong or too old, or if it is no message at all.
 *
 * @param secrets of which one signed it: while a secret is replaced there are two
 */
export function readMessage(
  body: Buffer,
  headers: IncomingHttpHeaders,
  secrets: readonly string[],
): ProviderMessage | null {
  const signature = headers['stripe-signature'];
  if (typeof signature !== 'string') return null;
  if (!secrets.some((secret) => isSignedBy(secret, body, signature))) return null;
  const message = parse(body);
  if (typeof message?.id !== 'string' || typeof message.type !== 'string') return null;
  const { id, type } = message;
  return { id, type, ...contentOf(type, message.data?.object ?? {}) };
}

function isSignedBy(secret: string, body: Buffer, signature: string): boolean {
  try {
    const { signature: signatures } = Stripe.webhooks;
    return signatures?.verifyHeader(body, signature, secret, TOLERANCE_SECONDS) ?? false;
  } catch {
    return false;
  }
}

function parse(body: Buffer): StripeMessage | null {
  try {
    return JSON.parse(body.toString('utf8')) as StripeMessage | null;
  } catch {
    return null;
  }
}

type Distribute<Message> = Message extends unknown ? Omit<Message, 'id' | 'type'> : never;
type Content = Distribute<ProviderMessage>;

const OTHER: Content = { kind: 'other' };

function contentOf(type: string, object: Record<string, unknown>): Content {
  const status = SESSION_MESSAGES.get(type);
  if (status !== undefined) return sessionContent(object as SessionLike, status);
  const paymentReference = idOf(object.payment_intent);
  if (paymentReference === null) return OTHER;
  switch (type) {
    case 'charge.refunded': {
      const refunded = fromStripe(object.amount_refunded, object.currency);
      return refunded ? { kind: 'refund', paymentReference, refunded } : OTHER;
    }
    case 'charge.dispute.created':
    case 'charge.dispute.closed': {
      const disputed = fromStripe(object.amount, object.currency);
      if (!disputed) return OTHER;
      const dispute = idOf(object.id) ?? paymentReference;
      if (type === 'charge.dispute.created') {
        return { kind: 'dispute-opened', paymentReference, dispute, disputed };
      }
      const lost = object.status === 'lost';
      return { kind: 'dispute-closed', paymentReference, dispute, disputed, lost };
    }
    default:
      return OTHER;
  }
}

function sessionContent(session: SessionLike, status: ProviderPayment['status'] | null): Content {
  const payment = readSession(session, status);
  if (!payment) return OTHER;
  return { kind: 'payment', topUpId: topUpOf(session), payment };
}

/** The top-up of a session; null if the session was made by somebody else with the same account of Stripe. */
export function topUpOf({ client_reference_id: id }: SessionLike): string | null {
  return typeof id === 'string' && isUuid(id) ? id : null;
}
