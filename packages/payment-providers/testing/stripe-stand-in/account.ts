import { randomUUID } from 'node:crypto';
import { ApiError, missing } from './api-error.ts';
import type {
  DisputeEnd,
  StandInCharge,
  StandInDispute,
  StandInIntent,
  StandInObject,
  StandInRefund,
  StandInSession,
} from './objects.ts';

const newId = (prefix: string) => `${prefix}_${randomUUID().replaceAll('-', '')}`;

export interface AccountOptions {
  now: () => Date;
  /** Called for what Stripe sends a message about. */
  tell: (type: string, object: StandInObject) => void;
}

/** The amount and currency that are paid, where they differ from what the session asks for. */
export interface OtherMoney {
  amount?: number;
  currency?: string;
}

/** What Stripe knows of one account: sessions of Checkout and the payments, refunds and disputes that came of them. */
export class Account {
  readonly sessions = new Map<string, StandInSession>();
  readonly intents = new Map<string, StandInIntent>();
  readonly charges = new Map<string, StandInCharge>();
  readonly refunds: StandInRefund[] = [];
  readonly disputes: StandInDispute[] = [];
  readonly #intentMetadata = new Map<string, Record<string, string>>();
  readonly #options: AccountOptions;

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  get seconds(): number {
    return Math.floor(this.#options.now().getTime() / 1000);
  }

  addSession(
    session: Omit<StandInSession, 'id' | 'created' | 'object' | 'livemode'>,
    intentMetadata: Record<string, string>,
  ): StandInSession {
    const id = newId('cs_test');
    const added: StandInSession = {
      id,
      object: 'checkout.session',
      livemode: false,
      created: this.seconds,
      ...session,
      url: `${session.url}${id}`,
    };
    this.sessions.set(id, added);
    this.#intentMetadata.set(id, intentMetadata);
    return added;
  }

  /** The session as it is now: it expires by itself. */
  session(id: string): StandInSession {
    const session = this.sessions.get(id);
    if (!session) throw missing('checkout.session', id);
    if (session.status === 'open' && session.expires_at <= this.seconds) this.#end(session);
    return session;
  }

  expire(id: string): StandInSession {
    const session = this.#openSession(id, 'expired');
    this.#end(session);
    return session;
  }

  /** The customer finishes the session. `later`: the money comes afterwards, or not. */
  complete(
    id: string,
    { later = false, amount, currency }: OtherMoney & { later?: boolean },
  ): StandInSession {
    const session = this.#openSession(id, 'paid');
    session.amount_total = amount ?? session.amount_total;
    session.currency = currency ?? session.currency;
    const intent: StandInIntent = {
      id: newId('pi'),
      object: 'payment_intent',
      amount: session.amount_total,
      amount_received: 0,
      currency: session.currency,
      latest_charge: null,
      metadata: this.#intentMetadata.get(id) ?? {},
      status: 'processing',
    };
    this.intents.set(intent.id, intent);
    Object.assign(session, { payment_intent: intent.id, status: 'complete', url: null });
    if (!later) this.#receive(session, intent);
    this.#options.tell('checkout.session.completed', session);
    return session;
  }

  /** The money of a session that was completed before comes, or will not come. */
  settle(id: string, outcome: 'succeeded' | 'failed'): StandInSession {
    const session = this.session(id);
    const intent = this.intents.get(session.payment_intent ?? '');
    if (intent?.status !== 'processing') throw new Error(`no payment of ${id} is on its way`);
    if (outcome === 'succeeded') this.#receive(session, intent);
    else intent.status = 'requires_payment_method';
    this.#options.tell(`checkout.session.async_payment_${outcome}`, session);
    return session;
  }

  refund(intentId: string, amount?: number): StandInRefund {
    const charge = this.chargeOf(intentId);
    const left = charge.amount - charge.amount_refunded;
    if (left === 0) {
      throw new ApiError(400, {
        code: 'charge_already_refunded',
        message: `Charge ${charge.id} has already been refunded.`,
      });
    }
    if (charge.disputed) {
      throw new ApiError(400, {
        code: 'charge_disputed',
        message: `Charge ${charge.id} has been charged back.`,
      });
    }
    const refunded = amount ?? left;
    if (refunded > left) {
      throw new ApiError(400, {
        message: `Refund amount (${refunded}) is greater than unrefunded amount on charge (${left})`,
        param: 'amount',
      });
    }
    const refund: StandInRefund = {
      id: newId('re'),
      object: 'refund',
      amount: refunded,
      charge: charge.id,
      created: this.seconds,
      currency: charge.currency,
      payment_intent: intentId,
      status: 'succeeded',
    };
    this.refunds.push(refund);
    charge.amount_refunded += refunded;
    charge.refunded = charge.amount_refunded === charge.amount;
    this.#options.tell('charge.refunded', charge);
    return refund;
  }

  dispute(intentId: string, amount?: number): StandInDispute {
    const charge = this.chargeOf(intentId);
    const dispute: StandInDispute = {
      id: newId('dp'),
      object: 'dispute',
      amount: amount ?? charge.amount,
      charge: charge.id,
      created: this.seconds,
      currency: charge.currency,
      payment_intent: intentId,
      reason: 'fraudulent',
      status: 'needs_response',
    };
    charge.disputed = true;
    this.disputes.push(dispute);
    this.#options.tell('charge.dispute.created', dispute);
    return dispute;
  }

  closeDispute(intentId: string, status: DisputeEnd): StandInDispute {
    const dispute = this.disputes.find(
      (each) => each.payment_intent === intentId && each.status === 'needs_response',
    );
    if (!dispute) throw new Error(`no dispute of ${intentId} is open`);
    dispute.status = status;
    this.chargeOf(intentId).disputed = status === 'lost';
    this.#options.tell('charge.dispute.closed', dispute);
    return dispute;
  }

  chargeOf(intentId: string): StandInCharge {
    const intent = this.intents.get(intentId);
    if (!intent) throw missing('payment_intent', intentId);
    const charge = this.charges.get(intent.latest_charge ?? '');
    if (charge) return charge;
    throw new ApiError(400, {
      code: 'payment_intent_unexpected_state',
      message: `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
      param: 'payment_intent',
    });
  }

  #openSession(id: string, wanted: string): StandInSession {
    const session = this.session(id);
    if (session.status === 'open') return session;
    throw new ApiError(400, {
      message: `Only Checkout Sessions with a status in ["open"] can be ${wanted}. This Checkout Session has a status of ${session.status}.`,
    });
  }

  #end(session: StandInSession): void {
    Object.assign(session, { status: 'expired', url: null });
    this.#options.tell('checkout.session.expired', session);
  }

  #receive(session: StandInSession, intent: StandInIntent): void {
    const charge: StandInCharge = {
      id: newId('ch'),
      object: 'charge',
      amount: intent.amount,
      amount_refunded: 0,
      currency: intent.currency,
      disputed: false,
      metadata: intent.metadata,
      paid: true,
      payment_intent: intent.id,
      refunded: false,
      status: 'succeeded',
    };
    this.charges.set(charge.id, charge);
    Object.assign(intent, {
      status: 'succeeded',
      amount_received: intent.amount,
      latest_charge: charge.id,
    });
    session.payment_status = 'paid';
  }
}
