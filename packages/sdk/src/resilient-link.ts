import type { AppRouter } from '@frontrow/api/root';
import type { TRPCLink } from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';
import { withDetails } from './errors.ts';
import { KEYED, retryDelay } from './retry.ts';

/**
 * Gives a mutation that takes an idempotency key one of its own, the same for all its tries, and tries
 * again what may be, for as long as that is worth it.
 *
 * @param patience milliseconds from the first try after which no other begins
 */
export const resilientLink =
  (patience: number): TRPCLink<AppRouter> =>
  () =>
  ({ op, next }) =>
    observable((observer) => {
      const keyed = KEYED.has(op.path) ? { ...op, input: withKey(op.input) } : op;
      const end = Date.now() + patience;
      let attempts = 0;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let running: Unsubscribable | undefined;
      const attempt = () => {
        attempts++;
        running = next(keyed).subscribe({
          next: observer.next,
          complete: observer.complete,
          error(error) {
            const { type, path } = op;
            const delay = op.signal?.aborted ? null : retryDelay(error, { type, path, attempts });
            if (delay === null || Date.now() + delay > end) observer.error(withDetails(error));
            else timer = setTimeout(attempt, delay);
          },
        });
      };
      const abort = () => {
        // A try that is under way rejects by itself.
        if (timer === undefined) return;
        clearTimeout(timer);
        observer.error(op.signal?.reason);
      };
      op.signal?.addEventListener('abort', abort);
      attempt();
      return () => {
        clearTimeout(timer);
        op.signal?.removeEventListener('abort', abort);
        running?.unsubscribe();
      };
    });

const withKey = (input: unknown): object => {
  const given = input as { idempotencyKey?: string } | undefined;
  return { ...given, idempotencyKey: given?.idempotencyKey ?? crypto.randomUUID() };
};
