import { hash } from 'node:crypto';
import { atMost } from '@frontrow/domain/kernel/cache-limit';
import { LRUCache } from 'lru-cache';

/** About 30 MB. A sale of a hundred thousand people fits. */
const MOST_TOKENS = 131_072;

interface Expiring {
  /** In milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Remembers which tokens were verified: a client sends the same one with every call, and its signature takes longer to
 * check than a poll to answer. Tokens are kept as hashes. A token ends when it expires, remembered or not.
 */
export class VerifiedTokens<Bearer extends Expiring> {
  readonly #verified: LRUCache<string, Bearer>;

  /** @param milliseconds for which a token is trusted without another look at its key; null: until it expires */
  constructor(milliseconds: number | null) {
    const ttl = milliseconds === null ? {} : { ttl: milliseconds };
    this.#verified = new LRUCache({ ...atMost(MOST_TOKENS), ...ttl });
  }

  get(token: string): Bearer | null {
    const bearer = this.#verified.get(keyOf(token));
    return bearer && bearer.expiresAt > Date.now() ? bearer : null;
  }

  add(token: string, bearer: Bearer): void {
    this.#verified.set(keyOf(token), bearer);
  }
}

const keyOf = (token: string): string => hash('sha256', token, 'base64');
