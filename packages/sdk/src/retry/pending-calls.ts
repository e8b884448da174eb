import { TRPCClientError } from '@trpc/client';
import { type DeviceTime, now } from '../time/device-clock.ts';
import { randomKey } from './random-key.ts';

export interface KeyedAttempt {
  /** The idempotency key to send. */
  key: string;
  /** When it was asked for the first time; the answer may be as old as that. */
  askedAt: DeviceTime;
  /** It was asked before. */
  again: boolean;
}

/**
 * Questions whose answer never came. Whoever asks the same again, by a second click or after an outage
 * that outlasted the retries, asks with the same key, and gets the answer to the first.
 */
export class PendingCalls {
  readonly #questions = new Map<string, KeyedAttempt>();

  async ask<T>(name: string, call: (question: KeyedAttempt) => Promise<T>): Promise<T> {
    const before = this.#questions.get(name);
    const question = before
      ? { ...before, again: true }
      : { key: randomKey(), askedAt: now(), again: false };
    this.#questions.set(name, question);
    const settle = () => {
      if (this.#questions.get(name)?.key === question.key) this.#questions.delete(name);
    };
    try {
      const answer = await call(question);
      settle();
      return answer;
    } catch (error) {
      // A refusal had no effect; a call that was lost, aborted or is still running may have one.
      if (wasRefused(error)) settle();
      throw error;
    }
  }
}

/** Said before it is looked up what became of an earlier try, or in the middle of it. */
const UNKNOWN = [
  'IDEMPOTENCY_IN_PROGRESS',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
];

function wasRefused(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const { errorCode } = (error.data ?? {}) as { errorCode?: string };
  return errorCode !== undefined && !UNKNOWN.includes(errorCode);
}
