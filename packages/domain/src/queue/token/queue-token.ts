import { createHash } from 'node:crypto';
import type { KeyRing } from '../../kernel/key-ring.ts';
import { packUuids, unpackUuids } from '../../kernel/uuid.ts';

/**
 * The content of a queue token, the string that clients send as `x-queue-token`. It is signed, so a
 * server trusts it without the database.
 */
export interface QueueTokenClaims {
  /** The queue entry; random. */
  entryId: string;
  concertId: string;
  userId: string;
  joinedAt: Date;
  /** The queue number; null for an entry of the pre-queue, until its holder is shown the number. */
  number: number | null;
  /** Of an entry that joined before the opening: which draw, and its order of arrival on the list. */
  round: number | null;
  arrival: number | null;
  /** The position that was shown with this token. No higher one is shown to its holder later. */
  positionCeiling: number | null;
  /** The entry was a pass when the token was made. */
  admitted: boolean;
  /** See `subjectHash`; null where bearer tokens name users by our own id. */
  subjectHash: string | null;
}

const VERSION = 1;
const ADMITTED = 0x80;
const UUIDS = 48;
const LENGTH = UUIDS + 1 + 6 + 6 + 6 + 4 + 4 + 8;

/**
 * 64 bits of the hash of an external id. With it, a poll checks that the bearer token of an external
 * issuer belongs to the user who joined, without a look-up of the user.
 */
export const subjectHash = (externalId: string): string =>
  createHash('sha256').update('frontrow/bearer ').update(externalId).digest('hex').slice(0, 16);

/** Signs the claims. The same claims give the same token while the same key signs. */
export function sealQueueToken(keys: KeyRing, claims: QueueTokenClaims): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes.write(packUuids(claims.entryId, claims.concertId, claims.userId), 'base64url');
  let at = UUIDS;
  at = bytes.writeUInt8(VERSION | (claims.admitted ? ADMITTED : 0), at);
  at = bytes.writeUIntBE(claims.joinedAt.getTime(), at, 6);
  at = bytes.writeUIntBE(claims.number ?? 0, at, 6);
  at = bytes.writeUIntBE(claims.arrival ?? 0, at, 6);
  at = bytes.writeUInt32BE(claims.round ?? 0, at);
  at = bytes.writeUInt32BE(Math.min(claims.positionCeiling ?? 0, 0xffff_ffff), at);
  if (claims.subjectHash) bytes.write(claims.subjectHash, at, 'hex');
  return keys.seal(bytes.toString('base64url'));
}

/** The claims of a token, or null if none of our keys signed it. */
export function openQueueToken(keys: KeyRing, token: string): QueueTokenClaims | null {
  const payload = keys.open(token);
  if (!payload) return null;
  const bytes = Buffer.from(payload, 'base64url');
  if (bytes.length !== LENGTH) return null;
  const uuids = unpackUuids(bytes.subarray(0, UUIDS).toString('base64url'), 3) ?? [];
  const [entryId, concertId, userId] = uuids;
  const flags = bytes.readUInt8(UUIDS);
  if (!entryId || !concertId || !userId || (flags & ~ADMITTED) !== VERSION) return null;
  const hash = bytes.toString('hex', LENGTH - 8);
  return {
    entryId,
    concertId,
    userId,
    joinedAt: new Date(bytes.readUIntBE(49, 6)),
    number: bytes.readUIntBE(55, 6) || null,
    arrival: bytes.readUIntBE(61, 6) || null,
    round: bytes.readUInt32BE(67) || null,
    positionCeiling: bytes.readUInt32BE(71) || null,
    admitted: (flags & ADMITTED) !== 0,
    subjectHash: hash === '0000000000000000' ? null : hash,
  };
}

/** The upper six bits of the byte with the flags, as base64 has them; each 48 bytes before it take 64 characters. */
const ADMITTED_DIGIT = Buffer.from([VERSION | ADMITTED])
  .toString('base64url')
  .charAt(0);

/**
 * Whether a token says that it is of a pass, without a look at its signature. Enough to decide what is looked at first;
 * whatever is not signed is refused later.
 */
export function saysAdmitted(token: string): boolean {
  const payload = token.indexOf('.') + 1;
  return payload > 0 && token.charAt(payload + (UUIDS / 3) * 4) === ADMITTED_DIGIT;
}

/** The pseudonym of an entry on the public list of a draw: reveals neither the user nor the token. */
export const entrantOf = (entryId: string): string =>
  createHash('sha256')
    .update(Buffer.from(entryId.replaceAll('-', ''), 'hex'))
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
