/**
 * Top-ups that a customer finishes at a payment provider, on a page of the provider's:
 *
 * - `waitForTopUp` (this file) asks until one has ended;
 * - `topUpIdFrom` (`top-up-id.ts`) reads which one the customer comes back from;
 * - `../session/resume-payment.ts` carries on the payment that waited for it.
 */
import type { CallOptions, FrontrowApi, TopUp } from '../api.ts';
import { pollDelayAfter } from '../retry/retry-policy.ts';
import { sleep } from '../time/sleep.ts';
import type { CallContext } from '../transport/send.ts';

export interface WaitForTopUpOptions {
  signal?: AbortSignal | undefined;
  /**
   * Called with the first answer, and then whenever the status is another one. REQUIRES_ACTION: the customer has
   * not paid yet, and `action.url` leads to the provider once more.
   */
  onChange?: ((topUp: TopUp) => void) | undefined;
}

/** Whether nothing more happens to a top-up by itself: it has ended, or a person has to decide (`attention`). */
export const isSettled = ({ endedAt, attention }: TopUp): boolean =>
  endedAt !== null || attention !== null;

const FIRST_PAUSE_MILLISECONDS = 2_000;
const MAX_PAUSE_MILLISECONDS = 15_000;

/** Milliseconds until a top-up is asked for again. The server asks the provider at most once in 2 seconds. */
export const pauseAfter = (asked: number): number =>
  Math.min(MAX_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 1.25 ** asked);

/** Asks for a top-up until it is settled, over failures of the network too. */
export async function waitForTopUp(
  { balance }: Pick<FrontrowApi, 'balance'>,
  topUpId: string,
  { signal, onChange }: WaitForTopUpOptions = {},
): Promise<TopUp> {
  const options: CallOptions & CallContext = { signal, retryFor: 0 };
  let shown: TopUp['status'] | undefined;
  for (let asked = 0; ; asked++) {
    let pause = pauseAfter(asked);
    try {
      const topUp = await balance.topUp.query({ topUpId }, options);
      if (topUp.status !== shown) onChange?.(topUp);
      if (isSettled(topUp)) return topUp;
      shown = topUp.status;
    } catch (error) {
      signal?.throwIfAborted();
      const delay = pollDelayAfter(error);
      if (delay === null) throw error;
      pause = Math.max(pause, delay);
    }
    await sleep(pause, signal);
  }
}
