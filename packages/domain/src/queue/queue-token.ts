import type { KeyRing } from '../kernel/key-ring.ts';

/** What a queue token says of itself; verified without the database. */
export interface QueueTokenClaims {
  tokenId: string;
  concertId: string;
  userId: string;
}

/** The same row always gives the same token while the same key signs. */
export const sealQueueToken = (keys: KeyRing, claims: QueueTokenClaims): string =>
  keys.seal(
    Buffer.concat(
      [claims.tokenId, claims.concertId, claims.userId].map((uuid) =>
        Buffer.from(uuid.replaceAll('-', ''), 'hex'),
      ),
    ).toString('base64url'),
  );

/** The claims, or null for anything that we did not sign. */
export function openQueueToken(keys: KeyRing, token: string): QueueTokenClaims | null {
  const payload = keys.open(token);
  if (payload === null) return null;
  const bytes = Buffer.from(payload, 'base64url');
  if (bytes.length !== 48) return null;
  return {
    tokenId: uuidFrom(bytes.subarray(0, 16)),
    concertId: uuidFrom(bytes.subarray(16, 32)),
    userId: uuidFrom(bytes.subarray(32)),
  };
}

const uuidFrom = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
