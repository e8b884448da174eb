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
  /** Who calls; null: nobody, who can look around and sign in. */
  auth: FrontrowAuth | null;
  /** Instead of the global one. */
  fetch?: FrontrowFetch | undefined;
  /** How long a call is tried again while the network or the server is away. Default 30 seconds. */
  retrySeconds?: number | undefined;
  /** How long the answer to one try is waited for, before the call is tried again. Default 10 seconds. */
  timeoutSeconds?: number | undefined;
}

/** One way to the server: who calls, and with which queue token. */
export interface Transport {
  api: InLineApi;
  /** Of the API, without a slash at its end. */
  url: string;
  fetch: FrontrowFetch;
  headers(context?: CallContext): Promise<Record<string, string>>;
  clock: ServerClock;
}

const LONGEST_TIMER = 2 ** 31 - 1;
const RETRY_SECONDS = 30;
/** A connection that froze would otherwise be waited for until the platform gives it up. */
const TIMEOUT_SECONDS = 10;

export function createTransport(options: WireOptions, queueToken: () => string | null): Transport {
  const url = `${String(options.url)
    .replace(/\/+$/, '')
    .replace(/\/trpc$/, '')}/trpc`;
  const clock = createServerClock();
  // Called as a method it would be refused by browsers.
  const fetch: FrontrowFetch = async (...given) => {
    const response = await (options.fetch ?? globalThis.fetch)(...given);
    clock.hear(response);
    const json = response.json.bind(response);
    // What cannot be read is judged by its status, which tRPC forgets.
    const read = () =>
      json().then(
        (body) => {
          if (response.status === 404 && !isRefusal(body)) throw wrongUrl(url, response);
          return body;
        },
        (cause: unknown) => {
          throw isPage(response)
            ? wrongUrl(url, response)
            : Object.assign(Object(cause), { response });
        },
      );
    return Object.assign(response, { json: read });
  };
  const headers = async (context: CallContext = {}) => {
    const token = context.queueToken ?? queueToken();
    return { ...(await authHeaders(options.auth)), ...(token ? { 'x-queue-token': token } : {}) };
  };
  const patience = (options.retrySeconds ?? RETRY_SECONDS) * 1000;
  const tryFor = Math.min((options.timeoutSeconds ?? TIMEOUT_SECONDS) * 1000, LONGEST_TIMER);
  const client = createTRPCUntypedClient<AppRouter>({
    links: [
      resilientLink({ patience, tryFor, canRenewToken: canRenewToken(options.auth) }),
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

/** A page where the API should be. */
const isPage = ({ status, headers }: FrontrowResponse): boolean =>
  (headers.get('content-type') ?? '').startsWith('text/html') && !isTemporaryStatus(status);

/** Anybody may say in JSON that there is nothing; the API says it as tRPC does. */
const isRefusal = (body: unknown): boolean =>
  (body as { error?: { json?: unknown } } | null)?.error?.json !== undefined;

const wrongUrl = (url: string, { status }: FrontrowResponse): Error =>
  Object.assign(new Error(`${url} is no Frontrow API: it answered with ${status}`), {
    name: WRONG_URL_ERROR,
  });
