import { type DeviceTime, deviceTime } from '../time/device-clock.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { randomKey } from './random-key.ts';

export interface KeyedAttempt {
  /** The idempotency key to send. */
  key: string;
  /** When this key was first sent. The answer can be as old as that. */
  firstTriedAt: DeviceTime;
  /** Whether an earlier attempt sent this key. */
  isRepeat: boolean;
}

/**
 * Keyed calls whose outcome is unknown. A repeat of such a call, by a second click or after an outage that
 * outlasted the retries, sends the same key, so the server returns the result of the first one.
 */
export class PendingCalls {
  readonly #attempts = new Map<string, KeyedAttempt>();

  /** @param id equal for calls that mean the same thing, such as the ids of the seats to hold */
  async run<T>(id: string, call: (attempt: KeyedAttempt) => Promise<T>): Promise<T> {
    const earlier = this.#attempts.get(id);
    const attempt = earlier
      ? { ...earlier, isRepeat: true }
      : { key: randomKey(), firstTriedAt: deviceTime(), isRepeat: false };
    this.#attempts.set(id, attempt);
    const forget = () => {
      if (this.#attempts.get(id)?.key === attempt.key) this.#attempts.delete(id);
    };
    try {
      const answer = await call(attempt);
      forget();
      return answer;
    } catch (error) {
      // A refused call had no effect. One that was lost, aborted or still runs may have had one.
      if (wasRefused(error)) forget();
      throw error;
    }
  }
}

/**
 * Refusals that the server may send before it knows the outcome of an earlier try with the same key, and the one
 * of a top-up that goes on: a repeat must not begin another one.
 */
const OUTCOME_UNKNOWN = [
  'TOPUP_ACTION_REQUIRED',
  'IDEMPOTENCY_IN_PROGRESS',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
];

const wasRefused = (error: unknown): boolean =>
  isFrontrowError(error) && !OUTCOME_UNKNOWN.includes(error.errorCode);
