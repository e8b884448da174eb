import { isTokenSourceError } from '../transport/auth.ts';
import { type FrontrowError, failureOf } from '../transport/errors.ts';
import type { FrontrowResponse } from '../transport/fetch.ts';
import { isUnsendable } from '../transport/request-headers.ts';
import { backoff } from './backoff.ts';

export interface FailedCall {
  type: 'query' | 'mutation';
  /** As in the API: `reservation.hold`. */
  path: string;
  /** How many tries have failed. */
  attempts: number;
}

/**
 * The mutations that take an `idempotencyKey`, which makes a repeat harmless. The client adds a key to each.
 * A test compares this list with the inputs in the contract.
 */
export const KEYED_MUTATIONS: ReadonlySet<string> = new Set([
  'reservation.hold',
  'reservation.holdBest',
  'balance.charge',
  'balance.startTopUp',
  'payment.pay',
  'admin.refund',
  'admin.refundTopUp',
]);
/** Mutations without a key that change nothing when they are repeated. */
const REPEATABLE_MUTATIONS: ReadonlySet<string> = new Set([
  'queue.join',
  'queue.leave',
  'reservation.release',
  'balance.cancelTopUp',
]);

/** Whether a call may be sent again when its outcome is unknown. */
export const isSafeToRepeat = ({ type, path }: Pick<FailedCall, 'type' | 'path'>): boolean =>
  type === 'query' || KEYED_MUTATIONS.has(path) || REPEATABLE_MUTATIONS.has(path);

/**
 * Milliseconds until a failed call is retried, or null if it must not be retried. A call whose outcome is
 * unknown is retried only if a repeat is harmless; one that the server says was not done may be repeated always. The delay is at least what the server asks for, or what
 * a proxy asks for up to one minute, plus up to half of that and a random back-off, so that many clients that were
 * refused together do not return together.
 */
export function retryDelay(
  error: unknown,
  { type, path, attempts }: FailedCall,
  random: () => number = Math.random,
): number | null {
  const failure = failureOf(error);
  if (!failure) return null;
  const spread = backoff(attempts, random);
  const isSafe = isSafeToRepeat({ type, path });
  const delay = spreadOut(failure.retryAfter, random) + spread;
  switch (errorCodeOf(error)) {
    case 'RATE_LIMITED':
      return delay;
    case 'SERVICE_UNAVAILABLE':
      return isSafe || outcomeOf(error) === 'NOT_DONE' ? delay : null;
    case 'IDEMPOTENCY_IN_PROGRESS':
      return spread;
    case undefined:
      return isSafe && failure.isOutage ? delay : null;
    default:
      return null;
  }
}

/**
 * Milliseconds until it makes sense to poll again after an error, or null if the next answer would be the
 * same. For a wait without a time limit: it goes on after more errors than `retryDelay` allows.
 */
export function pollDelayAfter(error: unknown, random: () => number = Math.random): number | null {
  const failure = failureOf(error);
  if (!failure || isTokenSourceError((error as Error).cause) || isUnsendable(error)) return null;
  const code = errorCodeOf(error);
  return code === undefined || MAY_PASS.includes(code)
    ? spreadOut(failure.retryAfter, random)
    : null;
}

const spreadOut = (milliseconds: number, random: () => number): number =>
  milliseconds * (1 + random() / 2);

const MAY_PASS = ['RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'];

const errorCodeOf = (error: unknown) => (error as Partial<FrontrowError>).errorCode;

/** Servers before 0.2 do not say it. */
const outcomeOf = (error: unknown): unknown =>
  (error as { details?: { outcome?: unknown } }).details?.outcome;

/** A user in the queue must not be kept away for longer, whatever a proxy asks for. */
const MAX_RETRY_AFTER_SECONDS = 60;

/** The `retry-after` header of a response in milliseconds; 0 if it is missing or a date. */
export function retryAfterOf(response: FrontrowResponse | undefined): number {
  const seconds = Number(response?.headers?.get('retry-after')) || 0;
  return Math.max(0, Math.min(seconds, MAX_RETRY_AFTER_SECONDS)) * 1000;
}

/** Request timeout, too early, too many requests. */
const TEMPORARY_CLIENT_ERRORS = [408, 425, 429];

/** Whether a later call may get another status: the server is down, or receives too many calls. */
export const isTemporaryStatus = (status: number): boolean =>
  status >= 500 || TEMPORARY_CLIENT_ERRORS.includes(status);
