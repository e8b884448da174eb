import type { AppRouter } from '@frontrow/api/root';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';
import type { CallContext } from './calls.ts';
import { withDetails } from './errors.ts';
import { follow } from './follow.ts';
import { newKey } from './key.ts';
import { isHarmless, KEYED, retryDelay } from './retry.ts';

export interface Resilience {
  /** Milliseconds from the first try after which no other begins; 0: no other at all. */
  patience: number;
  /** Milliseconds after which the answer to a try counts as lost. */
  tryFor: number;
}

/**
 * Gives a mutation that takes an idempotency key one of its own, the same for all its tries, and tries
 * again what may be, for as long as that is worth it. A call may bring another `patience` in its context.
 */
export const resilientLink =
  ({ patience: usual, tryFor }: Resilience): TRPCLink<AppRouter> =>
  () =>
  ({ op, next }) =>
    observable((observer) => {
      const keyed = KEYED.has(op.path) ? { ...op, input: withKey(op.input) } : op;
      const { patience = usual } = op.context as CallContext;
      const end = Date.now() + patience;
      const call = follow(op.signal ?? undefined);
      let attempts = 0;
      let pausing: ReturnType<typeof setTimeout> | undefined;
      let running: Unsubscribable | undefined;
      // A device that slept during the first try has lost the call and the time for another.
      const isLate = (delay: number) => attempts > 1 && Date.now() + delay > end;
      const fail = (error: TRPCClientError<AppRouter>) => {
        const { type, path } = op;
        const delay = patience > 0 ? retryDelay(error, { type, path, attempts }) : null;
        if (call.signal.aborted || delay === null || isLate(delay)) {
          observer.error(withDetails(error));
        } else pausing = setTimeout(attempt, delay);
      };
      const attempt = () => {
        pausing = undefined;
        attempts++;
        const { signal, abort, release } = follow(call.signal);
        let isLost = false;
        const limit = setTimeout(() => {
          isLost = true;
          abort();
        }, tryFor);
        if (!isHarmless(op)) clearTimeout(limit);
        const over = () => {
          clearTimeout(limit);
          release();
        };
        running = next({ ...keyed, signal }).subscribe({
          next: observer.next,
          complete() {
            over();
            observer.complete();
          },
          error(error) {
            over();
            fail(isLost ? noAnswer(tryFor) : error);
          },
        });
      };
      call.signal.addEventListener('abort', () => {
        // A try that is under way rejects by itself.
        if (pausing === undefined) return;
        clearTimeout(pausing);
        observer.error(TRPCClientError.from(call.signal.reason));
      });
      attempt();
      return () => {
        clearTimeout(pausing);
        call.release();
        running?.unsubscribe();
      };
    });

const noAnswer = (milliseconds: number): TRPCClientError<AppRouter> =>
  TRPCClientError.from(
    new DOMException(`no answer within ${milliseconds / 1000} seconds`, 'TimeoutError'),
  );

const withKey = (input: unknown): object => {
  const given = input as { idempotencyKey?: string } | undefined;
  return { ...given, idempotencyKey: given?.idempotencyKey ?? newKey() };
};
