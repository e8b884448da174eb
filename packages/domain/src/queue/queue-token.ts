import { createHash } from 'node:crypto';
import type { KeyRing } from '../kernel/key-ring.ts';
import { packUuids, unpackUuids } from '../kernel/uuid.ts';

/** What a queue token says of itself; verified without the database. */
export interface QueueTokenClaims {
  /** Random. */
  tokenId: string;
  concertId: string;
  userId: string;
  joinedAt: Date;
  /** The place in the line; null for one who joined before the opening and has not been told it. */
  number: number | null;
  /** Who joined before the opening: the draw, and the order of arrival in its list. */
  round: number | null;
  entry: number | null;
  /** The position that came with the token: it is never told a higher one. */
  told: number | null;
  /** The token came with a pass. */
  admitted: boolean;
  /** See `bearerMark`; null where bearer tokens name users by our own id. */
  bearer: string | null;
}

const VERSION = 1;
const ADMITTED = 0x80;
const UUIDS = 48;
const LENGTH = UUIDS + 1 + 6 + 6 + 6 + 4 + 4 + 8;

/**
 * Tells whether a bearer token of an external issuer is the one that joined, with no look-up of its
 * user: 64 bits of the hash of the external id.
 */
export const bearerMark = (externalId: string): string =>
  createHash('sha256').update('frontrow/bearer ').update(externalId).digest('hex').slice(0, 16);

/** The same place told the same way always gives the same token while the same key signs. */
export function sealQueueToken(keys: KeyRing, claims: QueueTokenClaims): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes.write(packUuids(claims.tokenId, claims.concertId, claims.userId), 'base64url');
  let at = UUIDS;
  at = bytes.writeUInt8(VERSION | (claims.admitted ? ADMITTED : 0), at);
  at = bytes.writeUIntBE(claims.joinedAt.getTime(), at, 6);
  at = bytes.writeUIntBE(claims.number ?? 0, at, 6);
  at = bytes.writeUIntBE(claims.entry ?? 0, at, 6);
  at = bytes.writeUInt32BE(claims.round ?? 0, at);
  at = bytes.writeUInt32BE(Math.min(claims.told ?? 0, 0xffff_ffff), at);
  if (claims.bearer) bytes.write(claims.bearer, at, 'hex');
  return keys.seal(bytes.toString('base64url'));
}

/** The claims, or null for anything that we did not sign. */
export function openQueueToken(keys: KeyRing, token: string): QueueTokenClaims | null {
  const payload = keys.open(token);
  if (!payload) return null;
  const bytes = Buffer.from(payload, 'base64url');
  if (bytes.length !== LENGTH) return null;
  const uuids = unpackUuids(bytes.subarray(0, UUIDS).toString('base64url'), 3) ?? [];
  const [tokenId, concertId, userId] = uuids;
  const flags = bytes.readUInt8(UUIDS);
  if (!tokenId || !concertId || !userId || (flags & ~ADMITTED) !== VERSION) return null;
  const bearer = bytes.toString('hex', LENGTH - 8);
  return {
    tokenId,
    concertId,
    userId,
    joinedAt: new Date(bytes.readUIntBE(49, 6)),
    number: bytes.readUIntBE(55, 6) || null,
    entry: bytes.readUIntBE(61, 6) || null,
    round: bytes.readUInt32BE(67) || null,
    told: bytes.readUInt32BE(71) || null,
    admitted: (flags & ADMITTED) !== 0,
    bearer: bearer === '0000000000000000' ? null : bearer,
  };
}

/** The name of an entrant in the published list of a draw: tells nothing of the user or the token. */
export const entrantOf = (tokenId: string): string =>
  createHash('sha256')
    .update(Buffer.from(tokenId.replaceAll('-', ''), 'hex'))
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
