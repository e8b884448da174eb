/**
 * Sends calls to the server. A call passes through these parts, in this order:
 *
 * - `calls.ts` turns `client.queue.join.mutate(input)` into a call, and remembers where it was made;
 * - `callWithRetries` in `retry/` adds idempotency keys and timeouts, and retries;
 * - `send.ts` builds the request in tRPC's and superjson's format (`wire-format.ts`), with the headers that
 *   `auth.ts` makes for each try;
 * - `fetch`, the global one or the application's, sends it.
 *
 * Errors come back as `FrontrowError` (`errors.ts`) if the server refused the call.
 */
import type { InLineApi } from '../api.ts';
import { callWithRetries } from '../retry/resilient-call.ts';
import { createServerClock, type ServerClock } from '../time/server-clock.ts';
import { authHeaders, canRenewToken, type FrontrowAuth } from './auth.ts';
import { createCalls } from './calls.ts';
import type { FrontrowFetch } from './fetch.ts';
import { send, type Wire } from './send.ts';

export interface WireOptions {
  /** Where the API is: `https://sale.example` or `https://sale.example/trpc`. */
  url: string | URL;
  /** Who calls. `null`: nobody is signed in; such a client can use the public procedures. */
  auth: FrontrowAuth | null;
  /** Used instead of the global `fetch`. */
  fetch?: FrontrowFetch | undefined;
  /** For how many seconds a call is retried while the network or the server is down. Default 30. */
  retrySeconds?: number | undefined;
  /** How many seconds one try may take before the call is retried. Default 10. */
  timeoutSeconds?: number | undefined;
}

/** The connection of one caller to the server, with one queue token or none. */
export interface Transport extends Wire {
  api: InLineApi;
  clock: ServerClock;
}

/** The longest delay that `setTimeout` takes. */
const MAX_TIMER_MILLISECONDS = 2 ** 31 - 1;
const DEFAULT_RETRY_SECONDS = 30;
const DEFAULT_TIMEOUT_SECONDS = 10;

export function createTransport(options: WireOptions, queueToken: () => string | null): Transport {
  const url = `${String(options.url)
    .replace(/\/+$/, '')
    .replace(/\/trpc$/, '')}/trpc`;
  const clock = createServerClock();
  const { retrySeconds = DEFAULT_RETRY_SECONDS, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } =
    options;
  const wire: Wire = {
    url,
    async fetch(...request) {
      // Browsers throw if `fetch` is called as a method of another object.
      const fetch: FrontrowFetch = options.fetch ?? globalThis.fetch;
      const response = await fetch(...request);
      clock.observe(response);
      return response;
    },
    async headers(context = {}) {
      const token = context.queueToken ?? queueToken();
      return { ...(await authHeaders(options.auth)), ...(token ? { 'x-queue-token': token } : {}) };
    },
  };
  const api = createCalls((call, signal) =>
    callWithRetries(call, (sent, until) => send(sent, wire, until), {
      retryFor: call.context.retryFor ?? retrySeconds * 1000,
      timeout: Math.min(timeoutSeconds * 1000, MAX_TIMER_MILLISECONDS),
      canRenewToken: canRenewToken(options.auth),
      signal,
    }),
  );
  return { ...wire, api, clock };
}
