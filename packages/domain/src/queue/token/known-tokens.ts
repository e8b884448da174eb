import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../kernel/cache-limit.ts';
import type { KeyRing } from '../../kernel/key-ring.ts';
import { openQueueToken, type QueueTokenClaims } from './queue-token.ts';

/** About 100 MB, for a hundred thousand users who wait, each with the token of the last answer and the one before. */
const MOST_TOKENS = 262_144;

/** What is known of a token. */
export interface KnownToken {
  readonly claims: QueueTokenClaims;
  /** The token that was last answered to this one, and the position that it has. */
  reply: { token: string; position: number | null; known: KnownToken } | null;
}

/**
 * Opens queue tokens, and remembers what the last ones said: to check a signature takes longer than the rest of a poll.
 * What comes in is kept as a hash. What a token says never changes; whether its entry still waits is looked at in each call.
 */
export class KnownTokens {
  readonly #keys: KeyRing;
  readonly #known = new LRUCache<string, KnownToken>(atMost(MOST_TOKENS));

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** What a token says, or null if none of our keys signed it. */
  open(token: string): KnownToken | null {
    const key = keyOf(token);
    const known = this.#known.get(key);
    if (known) return known;
    const claims = openQueueToken(this.#keys, token);
    return claims && this.#add(key, claims);
  }

  /** Remembers a token that was made here. */
  note(token: string, claims: QueueTokenClaims): KnownToken {
    return this.#add(keyOf(token), claims);
  }

  #add(key: string, claims: QueueTokenClaims): KnownToken {
    const known = { claims, reply: null };
    this.#known.set(key, known);
    return known;
  }
}

const keyOf = (token: string): string => hash('sha256', token, 'base64');
