import type { KeyRing } from '../kernel/key-ring.ts';
import { packUuids, unpackUuids } from '../kernel/uuid.ts';

/** What a queue token says of itself; verified without the database. */
export interface QueueTokenClaims {
  tokenId: string;
  concertId: string;
  userId: string;
}

/** The same row always gives the same token while the same key signs. */
export const sealQueueToken = (
  keys: KeyRing,
  { tokenId, concertId, userId }: QueueTokenClaims,
): string => keys.seal(packUuids(tokenId, concertId, userId));

/** The claims, or null for anything that we did not sign. */
export function openQueueToken(keys: KeyRing, token: string): QueueTokenClaims | null {
  const payload = keys.open(token);
  const [tokenId, concertId, userId] = (payload && unpackUuids(payload, 3)) || [];
  return tokenId && concertId && userId ? { tokenId, concertId, userId } : null;
}
