/**
 * Sends calls to the server. A call passes through these parts, in this order:
 *
 * - `calls.ts` turns `client.queue.join.mutate(input)` into a tRPC call;
 * - the resilient link in `retry/` adds idempotency keys and timeouts, and retries;
 * - tRPC's `httpLink` builds the request, with the headers that `auth.ts` makes for each try;
 * - `fetch`, the global one or the application's, sends it.
 *
 * Errors come back as `FrontrowError` (`errors.ts`) if the server refused the call.
 */
import type { AppRouter } from '@frontrow/api/root';
import { createTRPCUntypedClient, httpLink } from '@trpc/client';
import superjson from 'superjson';
import type { InLineApi } from '../api.ts';
import { resilientLink } from '../retry/resilient-link.ts';
import { isTemporaryStatus, WRONG_URL_ERROR } from '../retry/retry-policy.ts';
import { createServerClock, type ServerClock } from '../time/server-clock.ts';
import { authHeaders, canRenewToken, type FrontrowAuth } from './auth.ts';
import { type CallContext, createCalls } from './calls.ts';
import type { FrontrowFetch, FrontrowRequest, FrontrowResponse } from './fetch.ts';

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
export interface Transport {
  api: InLineApi;
  /** The URL of the API, without a slash at its end. */
  url: string;
  fetch: FrontrowFetch;
  headers(context?: CallContext): Promise<Record<string, string>>;
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
  // Browsers throw if `fetch` is called as a method of another object.
  const fetch: FrontrowFetch = async (...request) => {
    const response = await (options.fetch ?? globalThis.fetch)(...request);
    clock.observe(response);
    const json = response.json.bind(response);
    // tRPC drops the response if its body is not JSON; the retry policy needs its status.
    const parse = () =>
      json().then(
        (body) => {
          if (response.status === 404 && !isTrpcError(body)) throw wrongUrl(url, response);
          return body;
        },
        (cause: unknown) => {
          throw isHtmlPage(response)
            ? wrongUrl(url, response)
            : Object.assign(Object(cause), { response });
        },
      );
    return Object.assign(response, { json: parse });
  };
  const headers = async (context: CallContext = {}) => {
    const token = context.queueToken ?? queueToken();
    return { ...(await authHeaders(options.auth)), ...(token ? { 'x-queue-token': token } : {}) };
  };
  const retryFor = (options.retrySeconds ?? DEFAULT_RETRY_SECONDS) * 1000;
  const timeout = (options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
  const client = createTRPCUntypedClient<AppRouter>({
    links: [
      resilientLink({
        retryFor,
        timeout: Math.min(timeout, MAX_TIMER_MILLISECONDS),
        canRenewToken: canRenewToken(options.auth),
      }),
      httpLink({
        url,
        transformer: superjson,
        headers: ({ op }) => headers(op.context as CallContext),
        fetch: (input, init) => fetch(String(input), init as FrontrowRequest) as Promise<Response>,
      }),
    ],
  });
  return { api: createCalls(client), url, fetch, headers, clock };
}

/** An HTML page that is not a proxy's report of a temporary failure. */
const isHtmlPage = ({ status, headers }: FrontrowResponse): boolean =>
  (headers.get('content-type') ?? '').startsWith('text/html') && !isTemporaryStatus(status);

/** Whether a 404 in JSON comes from the API, which answers in tRPC's format, or from another server. */
const isTrpcError = (body: unknown): boolean =>
  (body as { error?: { json?: unknown } } | null)?.error?.json !== undefined;

const wrongUrl = (url: string, { status }: FrontrowResponse): Error =>
  Object.assign(new Error(`${url} is not a Frontrow API: it answered with ${status}`), {
    name: WRONG_URL_ERROR,
  });
