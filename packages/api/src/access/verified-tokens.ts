import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** About 30 MB. A sale of a hundred thousand people fits. */
const MOST_TOKENS = 131_072;

interface Expiring {
  /** In milliseconds since 1970. */
  expiresAt: number;
}

export interface VerifiedTokens<Bearer> {
  /** What the token says if it was verified before, has not expired, and may still be trusted; else null. */
  known(token: string): Bearer | null;
  /** The same; verifies the token if it has to. */
  verify(token: string): Promise<Bearer>;
}

/**
 * Remembers which tokens were verified: a client sends the same one with every call, and its signature takes longer to
 * check than a poll to answer. Tokens are kept as hashes. A token ends when it expires, remembered or not.
 *
 * @param milliseconds for which a verified token is trusted without another look at its key; null: until it expires
 */
export function rememberVerified<Bearer extends Expiring>(
  verify: (token: string) => Promise<Bearer>,
  milliseconds: number | null,
): VerifiedTokens<Bearer> {
  const verified = new LRUCache<string, Bearer>({
    max: MOST_TOKENS,
    ...(milliseconds === null ? {} : { ttl: milliseconds }),
  });
  const knownAs = (key: string) => {
    const bearer = verified.get(key);
    return bearer && bearer.expiresAt > Date.now() ? bearer : null;
  };
  return {
    known: (token) => knownAs(hash('sha256', token, 'base64')),
    async verify(token) {
      const key = hash('sha256', token, 'base64');
      const known = knownAs(key);
      if (known) return known;
      const bearer = await verify(token);
      verified.set(key, bearer);
      return bearer;
    },
  };
}
