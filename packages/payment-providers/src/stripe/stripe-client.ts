import { AsyncLocalStorage } from 'node:async_hooks';
import Stripe from 'stripe';
import { failureOf } from './failures.ts';

/** One request and what is known of its answer beside the body. */
interface Call {
  signal: AbortSignal;
  /** Stripe repeated the answer that it had kept for the idempotency key. */
  replayed: boolean;
}

export interface StripeClient {
  /**
   * Makes one request.
   *
   * @param what names the request in errors, such as `begin a payment`
   * @throws ProviderRefusal if Stripe refused it; any other error leaves open whether it was done
   */
  call<Answer>(
    what: string,
    signal: AbortSignal,
    ask: (stripe: Stripe) => Promise<Answer>,
  ): Promise<{ answer: Answer; replayed: boolean }>;
}

/**
 * The `stripe` package with a time limit by signal, which it cannot take itself: the signal of the call that
 * runs is handed to `fetch`, which closes the connection when it aborts.
 *
 * @param apiBase where the API is, such as `http://127.0.0.1:12111`; may have a path
 */
export function createStripeClient(secretKey: string, apiBase: string): StripeClient {
  const base = apiBase.replace(/\/+$/, '');
  const calls = new AsyncLocalStorage<Call>();

  const send: typeof fetch = async (input, init = {}) => {
    const call = calls.getStore();
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const signals = [call?.signal, init.signal].filter((signal) => signal != null);
    const response = await fetch(`${base}${pathname}${search}`, {
      ...init,
      // The API redirects nowhere, and the secret key must not follow.
      redirect: 'error',
      signal: AbortSignal.any(signals),
    });
    if (call) call.replayed = response.headers.get('idempotent-replayed') === 'true';
    return response;
  };

  const stripe = new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(send),
    // Whoever calls an adapter decides when to repeat, by the same idempotency key.
    maxNetworkRetries: 0,
    // It would write an id of this machine into the home directory.
    telemetry: false,
  });

  return {
    async call(what, signal, ask) {
      signal.throwIfAborted();
      const call: Call = { signal, replayed: false };
      try {
        const answer = await calls.run(call, () => ask(stripe));
        return { answer, replayed: call.replayed };
      } catch (error) {
        // The package takes an abort for a time limit of its own, and names that one.
        signal.throwIfAborted();
        throw failureOf(error, what);
      }
    },
  };
}
