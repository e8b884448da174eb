/**
 * Retries calls. For each call, this tRPC link:
 *
 * 1. adds an idempotency key if the mutation takes one; all tries of the call send the same key;
 * 2. starts a timeout for each try, if a repeat of the call is harmless;
 * 3. after a failure asks `retry-policy.ts` for a delay, which `backoff.ts` lengthens with each try;
 * 4. gives up when no try may begin within `retryFor`, and passes the last error on.
 *
 * A second call of the application for the same thing is not a retry: `pending-calls.ts` gives it the key of
 * the first one.
 */
import type { AppRouter } from '@frontrow/api/root';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';
import { linkedSignal } from '../transport/abort.ts';
import type { CallContext } from '../transport/calls.ts';
import { withDetails } from '../transport/errors.ts';
import { randomKey } from './random-key.ts';
import { isSafeToRepeat, KEYED_MUTATIONS, retryDelay } from './retry-policy.ts';

export interface ResilientLinkOptions {
  /** Milliseconds after the first try within which another may begin. 0: the call is tried once. */
  retryFor: number;
  /** Milliseconds after which a try counts as failed. */
  timeout: number;
  /** Whether the call may be tried once more with a renewed token after UNAUTHENTICATED. */
  canRenewToken: boolean;
}

export const resilientLink =
  ({
    retryFor: defaultRetryFor,
    timeout,
    canRenewToken,
  }: ResilientLinkOptions): TRPCLink<AppRouter> =>
  () =>
  ({ op, next }) =>
    observable((observer) => {
      const keyed = KEYED_MUTATIONS.has(op.path) ? { ...op, input: withKey(op.input) } : op;
      const { retryFor = defaultRetryFor } = op.context as CallContext;
      const end = Date.now() + retryFor;
      const { signal, release } = linkedSignal(op.signal ?? undefined);
      let attempts = 0;
      let mayRenewToken = canRenewToken;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let running: Unsubscribable | undefined;
      // The first retry ignores `end`: a device that slept during the first try wakes after it.
      const isTooLate = (delay: number) =>
        delay > retryFor || (attempts > 1 && Date.now() + delay > end);
      const fail = (error: TRPCClientError<AppRouter>) => {
        const { type, path } = op;
        const delay = retryFor > 0 ? retryDelay(error, { type, path, attempts }) : null;
        // The token may have expired on its way to the server, which then did nothing.
        if (mayRenewToken && error.data?.errorCode === 'UNAUTHENTICATED') {
          mayRenewToken = false;
          attempt();
        } else if (delay === null || isTooLate(delay)) observer.error(withDetails(error));
        else timer = setTimeout(attempt, delay);
      };
      const stop = () => {
        clearTimeout(timer);
        running?.unsubscribe();
        running = undefined;
      };
      const attempt = () => {
        attempts++;
        // A timer instead of an abort signal: `auth` takes no signal and may never settle, like a `fetch`
        // that ignores its signal.
        if (isSafeToRepeat(op)) {
          timer = setTimeout(() => {
            stop();
            fail(timeoutError(timeout));
          }, timeout);
        }
        const subscription = next({ ...keyed, signal }).subscribe({
          next: observer.next,
          complete() {
            stop();
            observer.complete();
          },
          error(error) {
            // A try that timed out still rejects later.
            if (running !== subscription) return;
            stop();
            fail(error);
          },
        });
        running = subscription;
      };
      signal.addEventListener('abort', () => {
        stop();
        observer.error(TRPCClientError.from(signal.reason));
      });
      attempt();
      return () => {
        release();
        stop();
      };
    });

const timeoutError = (milliseconds: number): TRPCClientError<AppRouter> =>
  TRPCClientError.from(
    new DOMException(`no answer within ${milliseconds / 1000} seconds`, 'TimeoutError'),
  );

const withKey = (input: unknown): object => {
  const given = input as { idempotencyKey?: string } | undefined;
  return { ...given, idempotencyKey: given?.idempotencyKey ?? randomKey() };
};
