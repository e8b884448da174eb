import type { IncomingHttpHeaders } from 'node:http';

/*
 * The port to a payment provider. Card and bank payments are finished by the customer at the provider, and
 * the result comes by a signed message: perhaps twice, late, out of order, or never. An adapter translates
 * these calls and messages; it keeps nothing and decides nothing. See docs/payment-providers.md.
 */

/** An amount in minor units of an ISO 4217 currency, in capital letters. */
export interface Money {
  amount: number;
  currency: string;
}

/** What the provider is asked to take from a customer. */
export interface ProviderRequest extends Money {
  /** The id of the top-up. It makes `begin` idempotent, and the provider's messages carry it. */
  topUpId: string;
  userId: string;
  /** Where the customer returns to, whatever the outcome; has `topUpId` in its query. Null: nowhere. */
  returnUrl: string | null;
  /** The payment should not be possible after this time: from then on, only what was begun before is returned. */
  openUntil: Date;
}

/** What a payment is at the provider. PAID, DECLINED and EXPIRED are final. */
export interface ProviderPayment {
  /** The provider's id of the payment; it never changes. Stripe: `cs_…`. */
  reference: string;
  /** The id that messages about a refund or a dispute carry; null while there is none. Stripe: `pi_…`. */
  paymentReference: string | null;
  /** OPEN: the customer has to act. PROCESSING: the customer has acted, the money is on its way. */
  status: 'OPEN' | 'PROCESSING' | 'PAID' | 'DECLINED' | 'EXPIRED';
  /** Where the customer finishes an OPEN payment. */
  redirectUrl: string | null;
  /** What was really paid; null unless the status is PAID. */
  paid: Money | null;
}

/** A signed message of the provider, or the part of it that matters. `id` is the provider's id of the message. */
export type ProviderMessage = { id: string; type: string } & (
  | { kind: 'payment'; topUpId: string | null; payment: ProviderPayment }
  /** `refunded` is the sum of all refunds of the payment so far. */
  | { kind: 'refund'; paymentReference: string; refunded: Money }
  /** `dispute` is the provider's id of the dispute: one may be told of by several messages. */
  | { kind: 'dispute-opened'; paymentReference: string; dispute: string; disputed: Money }
  | {
      kind: 'dispute-closed';
      paymentReference: string;
      dispute: string;
      disputed: Money;
      lost: boolean;
    }
  /** A message that is none of these. It is kept and not used. */
  | { kind: 'other' }
);

/** Every call takes a signal that aborts when its time limit, 10 seconds, is over. */
export interface PaymentProvider {
  /** Stored with each top-up, such as `stripe`. */
  readonly name: string;
  /** The least seconds that a payment stays open at this provider; 0 if it has none. */
  readonly leastOpenSeconds: number;
  /** Begins a payment. A repeat for the same `topUpId` returns the same payment and takes no more money. */
  begin(request: ProviderRequest, signal: AbortSignal): Promise<ProviderPayment>;
  /** @param reference of a payment that `begin` returned */
  find(reference: string, signal: AbortSignal): Promise<ProviderPayment>;
  /** The top-up whose payment has this payment reference; null if the payment is none of ours. */
  findByPayment(
    paymentReference: string,
    signal: AbortSignal,
  ): Promise<{ topUpId: string; payment: ProviderPayment } | null>;
  /** Makes sure that an OPEN payment cannot be paid any more. Returns what it is then: perhaps PAID before. */
  expire(reference: string, signal: AbortSignal): Promise<ProviderPayment>;
  /** Returns money of a PAID payment to the customer. A repeat with the same `key` returns it once. */
  refund(
    refund: Money & { paymentReference: string; key: string },
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Checks the signature of a message and reads it. Null: the signature is wrong, or older than 300 seconds.
   *
   * @param body the raw bytes, since the signature is over them
   */
  readMessage(body: Buffer, headers: IncomingHttpHeaders): ProviderMessage | null;
}

/**
 * Thrown by an adapter when the provider has answered that it did not do what it was asked, and will not.
 * Any other error leaves open whether it was done.
 */
export class ProviderRefusal extends Error {
  /**
   * `declined`: the customer's money was refused, so that another card may help. `already-refunded`: by `refund`
   * alone. `rejected`: the request itself was refused, for example for a wrong key of the API, or too many requests.
   */
  readonly reason: 'declined' | 'already-refunded' | 'rejected';

  constructor(reason: ProviderRefusal['reason'], message: string) {
    super(message);
    this.name = 'ProviderRefusal';
    this.reason = reason;
  }
}
