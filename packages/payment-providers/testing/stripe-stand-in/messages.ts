import { createHmac, randomUUID } from 'node:crypto';
import type { StandInObject } from './objects.ts';

/** A message of Stripe, which is told to whoever listens, or not. */
export interface StripeMessage {
  id: string;
  type: string;
  /** The event as it is sent. It does not change when the object in it does. */
  body: string;
  /** What the deliveries so far were answered with; 0: there was no answer. */
  deliveries: number[];
}

/** How one delivery differs from a correct one. */
export interface DeliveryOptions {
  /** Signs it with another secret. */
  secret?: string;
  /** Seconds since 1970 in the signature; now by default. */
  signedAt?: number;
  /** Sends another body than the one that is signed. */
  body?: string;
}

export function createMessage(type: string, object: StandInObject, seconds: number): StripeMessage {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const body = JSON.stringify({
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: seconds,
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  });
  return { id, type, body, deliveries: [] };
}

/**
 * The value of the header `stripe-signature`.
 *
 * @param signedAt seconds since 1970
 */
export function signatureOf(body: string, secret: string, signedAt = nowInSeconds()): string {
  const signature = createHmac('sha256', secret).update(`${signedAt}.${body}`).digest('hex');
  return `t=${signedAt},v1=${signature}`;
}

/** Sends a message and returns the status of the answer; 0 if there was none within 30 seconds. */
export async function deliver(
  message: StripeMessage,
  url: string,
  { secret = '', signedAt, body = message.body }: DeliveryOptions,
): Promise<number> {
  const status = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': signatureOf(message.body, secret, signedAt),
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    },
    body,
    signal: AbortSignal.timeout(30_000),
  }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => 0,
  );
  message.deliveries.push(status);
  return status;
}

const nowInSeconds = () => Math.floor(Date.now() / 1000);
