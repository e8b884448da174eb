import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** About 30 MB. A sale of a hundred thousand people fits. */
const MOST_TOKENS = 131_072;
/** So long a key that its issuer withdraws is trusted at most. */
const REMEMBERED_MILLISECONDS = 60_000;

interface Expiring {
  /** In milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Remembers for a minute which tokens were verified: a client sends the same one with every call, and its signature
 * takes longer to check than a poll to answer. Tokens are kept as hashes. A token ends when it expires, remembered or not.
 */
export function rememberVerified<Bearer extends Expiring>(
  verify: (token: string) => Promise<Bearer>,
): (token: string) => Promise<Bearer> {
  const verified = new LRUCache<string, Bearer>({
    max: MOST_TOKENS,
    ttl: REMEMBERED_MILLISECONDS,
  });
  return async (token) => {
    const key = hash('sha256', token, 'base64');
    const known = verified.get(key);
    if (known && known.expiresAt > Date.now()) return known;
    const bearer = await verify(token);
    verified.set(key, bearer);
    return bearer;
  };
}
