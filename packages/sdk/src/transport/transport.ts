/**
 * Sends calls to the server. A call passes through these parts, in this order:
 *
 * - `calls.ts` turns `client.queue.join.mutate(input)` into a call, and remembers where it was made;
 * - `callWithRetries` in `retry/` adds idempotency keys and timeouts, and retries;
 * - `send.ts` builds the request in tRPC's and superjson's format (`wire-format.ts`), with the headers that
 *   `identity.ts` makes for each try;
 * - `fetch`, the global one or the application's, sends it.
 *
 * Errors come back as `FrontrowError` (`errors.ts`) if the server refused the call.
 */
import type { InLineApi } from '../api.ts';
import { callWithRetries } from '../retry/resilient-call.ts';
import { Waits } from '../retry/waits.ts';
import { createServerClock, type ServerClock } from '../time/server-clock.ts';
import type { FrontrowAuth } from './auth.ts';
import { createCalls } from './calls.ts';
import type { FrontrowFetch } from './fetch.ts';
import type { Identity, User } from './identity.ts';
import { requestHeaders } from './request-headers.ts';
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

/** What the connections of a client have in common. */
export interface Connection extends Omit<WireOptions, 'auth'> {
  identity: Identity;
}

/** Whose queue token a connection sends. */
export interface TokenHolder {
  user(): User;
  queueToken(): string | null;
  /** Called with the error of each failed call that sent this queue token. */
  onError(error: unknown): void;
}

/** The connection of one caller to the server, with one queue token or none. */
export interface Transport extends Wire {
  api: InLineApi;
  clock: ServerClock;
  waits: Waits;
}

/** The longest delay that `setTimeout` takes. */
const MAX_TIMER_MILLISECONDS = 2 ** 31 - 1;
const DEFAULT_RETRY_SECONDS = 30;
const DEFAULT_TIMEOUT_SECONDS = 10;

export function createTransport(options: Connection, holder?: TokenHolder): Transport {
  const url = apiUrl(options.url);
  const clock = createServerClock();
  const waits = new Waits();
  const { identity, retrySeconds = DEFAULT_RETRY_SECONDS } = options;
  const { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = options;
  const wire: Wire = {
    url,
    async fetch(...request) {
      // Browsers throw if `fetch` is called as a method of another object.
      const fetch: FrontrowFetch = options.fetch ?? globalThis.fetch;
      const response = await fetch(...request);
      clock.observe(response);
      return response;
    },
    async headers({ queueToken } = {}) {
      const token = queueToken ?? holder?.queueToken();
      const headers = await identity.headers(holder?.user());
      return { ...headers, ...requestHeaders({ 'x-queue-token': token }) };
    },
  };
  const api = createCalls(async (call, signal) => {
    try {
      return await callWithRetries(call, (sent, until) => send(sent, wire, until), {
        retryFor: call.context.retryFor ?? retrySeconds * 1000,
        timeout: Math.min(timeoutSeconds * 1000, MAX_TIMER_MILLISECONDS),
        canRenewToken: identity.canChange,
        signal,
        waits,
      });
    } catch (error) {
      if (!call.context.queueToken) holder?.onError(error);
      throw error;
    }
  });
  return { ...wire, api, clock, waits };
}

/** The URL of the API, without a slash at its end. */
function apiUrl(given: string | URL): string {
  const url = String(given)
    .replace(/\/+$/, '')
    .replace(/\/trpc$/, '');
  return `${url}/trpc`;
}
