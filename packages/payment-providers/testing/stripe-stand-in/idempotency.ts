import { ApiError } from './api-error.ts';

export interface Answer {
  status: number;
  body: unknown;
}

interface Entry {
  request: string;
  /** Null while the first request runs. */
  answer: Answer | null;
}

/** The answers that Stripe keeps for idempotency keys. */
export class IdempotencyKeys {
  readonly #entries = new Map<string, Entry>();

  /**
   * The kept answer for a key; null if the request is to be carried out, and the key is taken then.
   *
   * @throws ApiError if the key was used for another request, or if its first request still runs
   */
  take(key: string, request: string): Answer | null {
    const entry = this.#entries.get(key);
    if (!entry) {
      this.#entries.set(key, { request, answer: null });
      return null;
    }
    if (entry.request !== request) {
      throw new ApiError(400, {
        type: 'idempotency_error',
        message:
          'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      });
    }
    if (entry.answer) return entry.answer;
    throw new ApiError(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: 'There is currently another in-progress request using this Idempotent Key.',
    });
  }

  keep(key: string, answer: Answer): void {
    const entry = this.#entries.get(key);
    if (entry) entry.answer = answer;
  }

  /** For a request that was not carried out. */
  release(key: string): void {
    this.#entries.delete(key);
  }
}
