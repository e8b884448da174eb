/**
 * Retries calls. For each call, `callWithRetries`:
 *
 * 1. adds an idempotency key if the mutation takes one; all tries of the call send the same key;
 * 2. starts a timeout for each try, if a repeat of the call is harmless;
 * 3. after a failure asks `retry-policy.ts` for a delay, which `backoff.ts` lengthens with each try;
 * 4. gives up when no try may begin within `retryFor`, and passes the last error on.
 *
 * A second call of the application for the same thing is not a retry: `pending-calls.ts` gives it the key of
 * the first one.
 */
import { sleep } from '../time/sleep.ts';
import { linkedSignal, rejectOnAbort } from '../transport/abort.ts';
import { callError, isFrontrowError, withName } from '../transport/errors.ts';
import type { Call } from '../transport/send.ts';
import { randomKey } from './random-key.ts';
import { isSafeToRepeat, KEYED_MUTATIONS, retryDelay } from './retry-policy.ts';
import type { Waits } from './waits.ts';

export interface RetryOptions {
  /** Milliseconds after the first try within which another may begin. 0: the call is tried once. */
  retryFor: number;
  /** Milliseconds after which a try counts as failed. */
  timeout: number;
  /** Whether the call may be tried once more with a renewed token after UNAUTHENTICATED. */
  canRenewToken: boolean;
  signal: AbortSignal | undefined;
  waits: Waits;
}

/** Sends a call once. */
export type SendOnce = (call: Call, signal: AbortSignal) => Promise<unknown>;

export async function callWithRetries(
  given: Call,
  send: SendOnce,
  { retryFor, timeout, canRenewToken, signal, waits }: RetryOptions,
): Promise<unknown> {
  const { type, path, input } = given;
  const call = KEYED_MUTATIONS.has(path) ? { ...given, input: withKey(input) } : given;
  // Not `Date.now()`: frameworks that render pages in advance refuse to ask for the time before a request.
  const end = performance.now() + retryFor;
  let mayRenewToken = canRenewToken;
  for (let attempts = 1; ; attempts++) {
    try {
      return await tryOnce(call, send, { timeout, signal });
    } catch (error) {
      signal?.throwIfAborted();
      // The token may have expired on its way to the server, which then did nothing.
      if (mayRenewToken && isFrontrowError(error, 'UNAUTHENTICATED')) {
        mayRenewToken = false;
        continue;
      }
      const delay = retryFor > 0 ? retryDelay(error, { type, path, attempts }) : null;
      // The first retry ignores `end`: a device that slept during the first try wakes after it.
      const isTooLate = (wait: number) =>
        wait > retryFor || (attempts > 1 && performance.now() + wait > end);
      if (delay === null || isTooLate(delay)) throw error;
      const waited = waits.begin(error, delay);
      await sleep(delay, signal).finally(waited);
    }
  }
}

async function tryOnce(
  call: Call,
  send: SendOnce,
  { timeout, signal }: Pick<RetryOptions, 'timeout' | 'signal'>,
): Promise<unknown> {
  const attempt = linkedSignal(signal);
  const timer = isSafeToRepeat(call)
    ? setTimeout(() => attempt.abort(timeoutError(timeout)), timeout)
    : undefined;
  try {
    // `auth` takes no signal and may never settle, like a `fetch` that ignores its signal.
    return await rejectOnAbort(send(call, attempt.signal), attempt.signal);
  } finally {
    clearTimeout(timer);
    attempt.release();
  }
}

const timeoutError = (milliseconds: number): Error =>
  callError(
    withName(new Error(`no answer within ${milliseconds / 1000} seconds`), 'TimeoutError'),
    {
      retryAfter: 0,
      isOutage: true,
    },
  );

const withKey = (input: unknown): object => {
  const given = input as { idempotencyKey?: string } | undefined;
  return { ...given, idempotencyKey: given?.idempotencyKey ?? randomKey() };
};
