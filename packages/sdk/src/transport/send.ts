import { isTemporaryStatus, retryAfterOf } from '../retry/retry-policy.ts';
import { isTokenSourceError } from './auth.ts';
import { callError, failureOf, type RefusalShape, refusalError, withName } from './errors.ts';
import type { FrontrowFetch, FrontrowResponse } from './fetch.ts';
import { deserialize, type Envelope, serialize } from './wire-format.ts';

/** The settings of one call. */
export interface CallContext {
  /** Sent instead of the transport's own queue token. */
  queueToken?: string | undefined;
  /** Milliseconds for which this call is retried, instead of the client's default. */
  retryFor?: number | undefined;
}

export interface Call {
  type: 'query' | 'mutation';
  /** As in the API: `reservation.hold`. */
  path: string;
  input: unknown;
  context: CallContext;
}

/** What a request is made with. */
export interface Wire {
  /** The URL of the API, without a slash at its end. */
  url: string;
  fetch: FrontrowFetch;
  headers(context?: CallContext): Promise<Record<string, string>>;
}

/** What a tRPC server answers. */
interface Answer {
  result?: { data?: Envelope };
  error?: Envelope;
}

/**
 * Sends one request, as tRPC's clients do, and returns the output of the procedure.
 *
 * @throws a refusal; or an error that `callError` has marked, for a network failure or a foreign answer
 */
export async function send(call: Call, wire: Wire, signal: AbortSignal): Promise<unknown> {
  const { type, path } = call;
  const body = JSON.stringify(serialize(call.input));
  const url = `${wire.url}/${path}`;
  let response: FrontrowResponse | undefined;
  let answer: Answer | null;
  try {
    const headers = await wire.headers(call.context);
    response = await (type === 'query'
      ? wire.fetch(`${url}?input=${encodeURIComponent(body)}`, { method: 'GET', headers, signal })
      : wire.fetch(url, {
          ...{ method: 'POST', body, signal },
          headers: { ...headers, 'content-type': 'application/json' },
        }));
    answer = (await response.json()) as Answer | null;
  } catch (cause) {
    // A refusal that the client made by itself.
    if (failureOf(cause)) throw cause;
    if (response && !mayBeBroken(response)) throw foreignAnswer(wire.url, response);
    const { message = String(cause) } = Object(cause) as Partial<Error>;
    const failure = { retryAfter: retryAfterOf(response), isOutage: !isTokenSourceError(cause) };
    throw callError(new Error(message, { cause }), failure);
  }
  const shape = answer?.error?.json ? (deserialize(answer.error) as RefusalShape) : undefined;
  if (shape?.data?.errorCode) throw refusalError(shape, retryAfterOf(response));
  if (!answer?.result?.data) throw foreignAnswer(wire.url, response);
  return deserialize(answer.result.data);
}

const contentTypeOf = ({ headers }: FrontrowResponse): string => headers.get('content-type') ?? '';

/** Whether a body that is not JSON can be an answer of the API that was cut off on its way. */
const mayBeBroken = (response: FrontrowResponse): boolean =>
  response.ok && /^$|json/i.test(contentTypeOf(response));

/** Statuses with which a proxy or firewall before the API refuses a request, and why. */
const REFUSED_ON_THE_WAY: Record<number, string> = {
  403: 'forbidden',
  407: 'sign in to the proxy',
  413: 'the request is too large',
  414: 'the URL is too long',
  431: 'the headers are too large',
  451: 'forbidden for legal reasons',
};

/**
 * The error for an answer that is not in the format of the API. A proxy reports a temporary failure so, or refuses
 * the request; everything else means that the URL is wrong, or that something stands before the API, such as a page
 * to sign in. Only the first passes, so only that is retried.
 */
function foreignAnswer(url: string, response: FrontrowResponse): Error {
  const { status } = response;
  const isOutage = isTemporaryStatus(status);
  const refused = REFUSED_ON_THE_WAY[status];
  const [name, text] = isOutage
    ? ['Error', 'is unavailable: it']
    : refused
      ? ['RefusedOnTheWayError', `was not reached (${refused}): something before it`]
      : ['WrongUrlError', 'is not a Frontrow API: it'];
  const error = new Error(
    `${url} ${text} answered with ${status} ${contentTypeOf(response)}`.trim(),
  );
  return callError(withName(error, name), { retryAfter: retryAfterOf(response), isOutage });
}
