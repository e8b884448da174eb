import type { AppRouter } from '@frontrow/api/root';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';
import { linkedSignal } from '../transport/abort.ts';
import type { CallContext } from '../transport/calls.ts';
import { withDetails } from '../transport/errors.ts';
import { randomKey } from './random-key.ts';
import { isSafeToRepeat, KEYED_MUTATIONS, retryDelay } from './retry-policy.ts';

export interface Resilience {
  /** Milliseconds from the first try after which no other begins; 0: no other at all. */
  patience: number;
  /** Milliseconds after which the answer to a try counts as lost. */
  tryFor: number;
  /** Whether another try may have another bearer token. */
  canRenewToken: boolean;
}

/**
 * Gives a mutation that takes an idempotency key one of its own, the same for all its tries, and tries
 * again what may be, for as long as that is worth it. A call may bring another `patience` in its context.
 */
export const resilientLink =
  ({ patience: usual, tryFor, canRenewToken }: Resilience): TRPCLink<AppRouter> =>
  () =>
  ({ op, next }) =>
    observable((observer) => {
      const keyed = KEYED_MUTATIONS.has(op.path) ? { ...op, input: withKey(op.input) } : op;
      const { patience = usual } = op.context as CallContext;
      const end = Date.now() + patience;
      const { signal, release } = linkedSignal(op.signal ?? undefined);
      let attempts = 0;
      let mayRenew = canRenewToken;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let running: Unsubscribable | undefined;
      // A device that slept during the first try has lost the call and the time for another.
      const isLate = (delay: number) =>
        delay > patience || (attempts > 1 && Date.now() + delay > end);
      const fail = (error: TRPCClientError<AppRouter>) => {
        const { type, path } = op;
        const delay = patience > 0 ? retryDelay(error, { type, path, attempts }) : null;
        // The token may have ended on its way: then nothing was done.
        if (mayRenew && error.data?.errorCode === 'UNAUTHENTICATED') {
          mayRenew = false;
          attempt();
        } else if (delay === null || isLate(delay)) observer.error(withDetails(error));
        else timer = setTimeout(attempt, delay);
      };
      const stop = () => {
        clearTimeout(timer);
        running?.unsubscribe();
        running = undefined;
      };
      const attempt = () => {
        attempts++;
        // Whoever is asked for a token, or for a connection, may never answer, and know of no signal.
        if (isSafeToRepeat(op)) {
          timer = setTimeout(() => {
            stop();
            fail(noAnswer(tryFor));
          }, tryFor);
        }
        const one = next({ ...keyed, signal }).subscribe({
          next: observer.next,
          complete() {
            stop();
            observer.complete();
          },
          error(error) {
            // What was given up rejects in the end.
            if (running !== one) return;
            stop();
            fail(error);
          },
        });
        running = one;
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

const noAnswer = (milliseconds: number): TRPCClientError<AppRouter> =>
  TRPCClientError.from(
    new DOMException(`no answer within ${milliseconds / 1000} seconds`, 'TimeoutError'),
  );

const withKey = (input: unknown): object => {
  const given = input as { idempotencyKey?: string } | undefined;
  return { ...given, idempotencyKey: given?.idempotencyKey ?? randomKey() };
};
