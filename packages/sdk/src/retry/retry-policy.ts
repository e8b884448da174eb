import type { AppRouter } from '@frontrow/api/root';
import { TRPCClientError } from '@trpc/client';
import { isTokenSourceError } from '../transport/auth.ts';
import type { FrontrowResponse } from '../transport/fetch.ts';
import { backoff } from './backoff.ts';

export interface FailedCall {
  type: 'query' | 'mutation' | 'subscription';
  /** As in the API: `reservation.hold`. */
  path: string;
  /** How often it has been tried. */
  attempts: number;
}

/** The name of the error where a page answers in the place of the API: no other try puts that right. */
export const WRONG_URL_ERROR = 'WrongUrlError';

/** Mutations that a key makes safe to repeat; the client gives them one. */
export const KEYED_MUTATIONS: ReadonlySet<string> = new Set([
  'reservation.hold',
  'balance.charge',
  'payment.pay',
  'admin.refund',
]);
/** Mutations whose repeat is answered as the first was. */
const REPEATABLE_MUTATIONS: ReadonlySet<string> = new Set([
  'queue.join',
  'queue.leave',
  'reservation.release',
]);

/** Whether a call may be sent again when nothing is known of what became of it. */
export const isSafeToRepeat = ({ type, path }: Pick<FailedCall, 'type' | 'path'>): boolean =>
  type === 'query' || KEYED_MUTATIONS.has(path) || REPEATABLE_MUTATIONS.has(path);

/**
 * Milliseconds after which a failed call is to be tried again, or null if it may not be: only where
 * the contract makes a repeat harmless. What the server asks for is honoured and never shortened, what a
 * proxy asks for up to a minute; a part at random on top keeps a crowd from coming back at once.
 */
export function retryDelay(
  error: TRPCClientError<AppRouter>,
  { type, path, attempts }: FailedCall,
  random: () => number = Math.random,
): number | null {
  const spread = backoff(attempts, random);
  const harmless = isSafeToRepeat({ type, path });
  switch (error.data?.errorCode) {
    case 'RATE_LIMITED':
      return asked(error) + spread;
    case 'SERVICE_UNAVAILABLE':
      return harmless ? asked(error) + spread : null;
    case 'IDEMPOTENCY_IN_PROGRESS':
      return spread;
    case undefined:
      return harmless && isTransport(error) ? asked(error) + spread : null;
    default:
      return null;
  }
}

/**
 * Milliseconds after which it is worth asking again, for who has all the time there is and was answered
 * before; null where the answer would be the same.
 */
export function pollDelayAfter(error: unknown): number | null {
  if (!(error instanceof TRPCClientError)) return null;
  switch (error.data?.errorCode) {
    case 'RATE_LIMITED':
    case 'SERVICE_UNAVAILABLE':
    case 'INTERNAL_SERVER_ERROR':
    case undefined:
      return isTokenSourceError(error.cause) ? null : asked(error);
    default:
      return null;
  }
}

/** Milliseconds that the server, or a proxy before it, asks to be left alone for. */
export function retryAfter(response: FrontrowResponse | undefined): number {
  const seconds = Number(response?.headers?.get('retry-after')) || 0;
  return Math.max(0, Math.min(seconds, MOST_SECONDS)) * 1000;
}

/** Whoever waits for a turn cannot be sent away for longer. */
const MOST_SECONDS = 60;

function asked(error: TRPCClientError<AppRouter>): number {
  const { retryAfterSeconds } = (error.data?.details ?? {}) as { retryAfterSeconds?: number };
  return retryAfterSeconds ? retryAfterSeconds * 1000 : retryAfter(responseTo(error));
}

const NOT_NOW = [408, 425, 429];

/** Whether an answer that is not ours may come to be another: nobody to pass the call to, or too many. */
export const isTemporaryStatus = (status: number): boolean =>
  status >= 500 || NOT_NOW.includes(status);

/** No answer of ours: the network, or a proxy that is in trouble. */
function isTransport(error: TRPCClientError<AppRouter>): boolean {
  const { status = 200 } = responseTo(error) ?? {};
  if (isTokenSourceError(error.cause)) return false;
  return error.cause?.name !== WRONG_URL_ERROR && (status === 200 || isTemporaryStatus(status));
}

function responseTo({ cause, meta }: TRPCClientError<AppRouter>): FrontrowResponse | undefined {
  const { response } = (meta ?? Object(cause)) as { response?: FrontrowResponse };
  return response;
}
