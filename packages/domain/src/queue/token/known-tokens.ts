import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { KeyRing } from '../../kernel/key-ring.ts';
import { openQueueToken, type QueueTokenClaims } from './queue-token.ts';

/** About 60 MB. Whoever waits sends the token of the last answer, so one for each user is asked for. */
const MOST_TOKENS = 131_072;

/**
 * Opens queue tokens, and remembers what the last ones said: to check a signature takes longer than the rest of a poll.
 * Tokens are kept as hashes. What a token says never changes; whether its entry still waits is looked at in each call.
 */
export class KnownTokens {
  readonly #keys: KeyRing;
  readonly #known = new LRUCache<string, QueueTokenClaims>({ max: MOST_TOKENS });

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** The claims of a token, or null if none of our keys signed it. */
  open(token: string): QueueTokenClaims | null {
    const key = hash('sha256', token, 'base64');
    const known = this.#known.get(key);
    if (known) return known;
    const claims = openQueueToken(this.#keys, token);
    if (claims) this.#known.set(key, claims);
    return claims;
  }

  /** Remembers a token that was made here. */
  note(token: string, claims: QueueTokenClaims): void {
    this.#known.set(hash('sha256', token, 'base64'), claims);
  }
}
