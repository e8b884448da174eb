import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Account, type OtherMoney } from './stripe-stand-in/account.ts';
import { createApi, type RecordedRequest } from './stripe-stand-in/api.ts';
import {
  type Disturbance,
  type DisturbanceScope,
  Disturbances,
} from './stripe-stand-in/disturbances.ts';
import {
  createMessage,
  type DeliveryOptions,
  deliver,
  type StripeMessage,
} from './stripe-stand-in/messages.ts';
import type { DisputeEnd, StandInSession } from './stripe-stand-in/objects.ts';
import { servePayPage } from './stripe-stand-in/pay-page.ts';

export interface StandInOptions {
  /** The clock by which sessions expire; the machine's by default. */
  now?: () => Date;
}

/**
 * A stand-in for Stripe that keeps sessions, payments, refunds and disputes, on a port of its own. It has the five
 * endpoints that the product uses. What customers and Stripe's dashboard do is done by calls. Messages about it are kept in
 * `messages`. They are delivered where `deliverTo` says, or by the test, as often and in whatever order it likes.
 */
export interface StripeStandIn extends AsyncDisposable {
  /** For `STRIPE_API_BASE`. */
  readonly url: string;
  readonly secretKey: string;
  readonly webhookSecret: string;

  /** What a customer does on the page of a session. Each call returns the message about it, after its delivery. */
  readonly customer: {
    /** @param other the amount, in Stripe's units, or currency that is paid instead of what was asked for */
    pay(sessionId: string, other?: OtherMoney): Promise<StripeMessage>;
    /** Finishes the session by a way of payment whose money comes later. */
    payLater(sessionId: string): Promise<StripeMessage>;
    /** The money of `payLater` has come. */
    laterPaymentSucceeds(sessionId: string): Promise<StripeMessage>;
    laterPaymentFails(sessionId: string): Promise<StripeMessage>;
    /** Does nothing until the session has expired. */
    abandon(sessionId: string): Promise<StripeMessage>;
  };
  /** What somebody does in Stripe's dashboard, or a bank. Amounts are in Stripe's units; all that is left by default. */
  readonly dashboard: {
    refund(paymentIntent: string, amount?: number): Promise<StripeMessage>;
    dispute(paymentIntent: string, amount?: number): Promise<StripeMessage>;
    closeDispute(paymentIntent: string, status: DisputeEnd): Promise<StripeMessage>;
  };

  /** Messages so far, oldest first. Those about refunds and expiries by the API are among them. */
  readonly messages: readonly StripeMessage[];
  /** Delivers each message that comes from now on at once, one after the other. Null: keeps them only. */
  deliverTo(url: string | null): void;
  /** Delivers a message once more, or for the first time; returns the status of the answer, 0 if there was none. */
  deliver(message: StripeMessage, url: string, options?: DeliveryOptions): Promise<number>;
  /** Waits for the deliveries that have begun. */
  settled(): Promise<void>;

  /** Lets something go wrong with coming requests. */
  disturb(disturbance: Disturbance, scope?: DisturbanceScope): void;
  /** Takes back the disturbances that are still to come. */
  undisturbed(): void;
  /** Requests to the API so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Sessions so far, oldest first, as they are now. */
  readonly sessions: readonly StandInSession[];
  /** The newest session of a top-up. @throws an error if there is none */
  sessionOf(topUpId: string): StandInSession;
  /** What was refunded of a payment so far, in Stripe's units. */
  refunded(paymentIntent: string): number;
  close(): Promise<void>;
}

/** Starts a stand-in for Stripe on a free port. */
export async function startStripeStandIn({
  now = () => new Date(),
}: StandInOptions = {}): Promise<StripeStandIn> {
  const secretKey = 'sk_test_stand_in';
  const webhookSecret = 'whsec_stand_in';
  const messages: StripeMessage[] = [];
  const requests: RecordedRequest[] = [];
  const disturbances = new Disturbances();
  let target: string | null = null;
  let deliveries: Promise<unknown> = Promise.resolve();

  const account = new Account({
    now,
    tell(type, object) {
      const message = createMessage(type, object, account.seconds);
      messages.push(message);
      const url = target;
      if (url) deliveries = deliveries.then(() => deliver(message, url, { secret: webhookSecret }));
    },
  });

  /** Does something and returns the message about it. */
  async function told(act: () => unknown): Promise<StripeMessage> {
    const before = messages.length;
    act();
    const message = messages.at(-1);
    if (!message || messages.length === before) throw new Error('Stripe has no message about this');
    await deliveries;
    return message;
  }

  const customer: StripeStandIn['customer'] = {
    pay: (id, other) => told(() => account.complete(id, { ...other })),
    payLater: (id) => told(() => account.complete(id, { later: true })),
    laterPaymentSucceeds: (id) => told(() => account.settle(id, 'succeeded')),
    laterPaymentFails: (id) => told(() => account.settle(id, 'failed')),
    abandon: (id) => told(() => account.expire(id)),
  };

  const server = createServer(async (request, response) => {
    if (request.url?.startsWith('/pay/')) {
      const session = (id: string) => account.session(id);
      await servePayPage(request, response, { ...customer, session });
    } else {
      await api(request, response);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const api = createApi({
    account,
    disturbances,
    secretKey,
    payPage: `${url}/pay/`,
    record: (request) => requests.push(request),
  });

  const sessions = () => [...account.sessions.keys()].map((id) => account.session(id));

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  return {
    url,
    secretKey,
    webhookSecret,
    customer,
    dashboard: {
      refund: (intent, amount) => told(() => account.refund(intent, amount)),
      dispute: (intent, amount) => told(() => account.dispute(intent, amount)),
      closeDispute: (intent, status) => told(() => account.closeDispute(intent, status)),
    },
    messages,
    deliverTo(url) {
      target = url;
    },
    deliver: (message, url, options) =>
      deliver(message, url, { secret: webhookSecret, ...options }),
    async settled() {
      await deliveries;
    },
    disturb: (disturbance, scope = {}) => disturbances.add(disturbance, scope),
    undisturbed: () => disturbances.clear(),
    requests,
    get sessions() {
      return sessions();
    },
    sessionOf(topUpId) {
      const session = sessions().findLast((each) => each.client_reference_id === topUpId);
      if (!session) throw new Error(`Stripe has no session of top-up ${topUpId}`);
      return session;
    },
    refunded: (intent) => account.chargeOf(intent).amount_refunded,
    close,
    [Symbol.asyncDispose]: close,
  };
}
