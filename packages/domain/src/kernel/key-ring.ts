import { timingSafeEqual } from 'node:crypto';
import { type Hmac, hmacSha256 } from './hmac.ts';

export interface SigningKey {
  kid: string;
  secret: string;
}

/** Signing keys for one purpose. The first key signs and all verify, so keys can be rotated. */
export interface KeyRing {
  /** `kid.payload.mac`, in characters that are safe in a header, a URL and a QR code. */
  seal(payload: string): string;
  /** The payload, or null if none of the keys sealed this text. */
  open(sealed: string): string | null;
  /** Whether a text that one of the keys sealed was sealed by the one that signs now. */
  signsAs(sealed: string): boolean;
  /** The signature of these bytes by the first key, 16 bytes, for texts that do not name their key. */
  sign(bytes: Buffer): Buffer;
  /** Whether one of the keys made this signature. */
  verify(bytes: Buffer, signature: Buffer): boolean;
}

/** 128 bits: a forger needs 2^127 tries against the server on average. */
const MAC_BYTES = 16;
/** Longer than any sealed text: a queue token with its key's name has about 150 characters. */
const MAX_SEALED_CHARACTERS = 512;

/**
 * @param purpose part of each derived key: a text that was sealed for one purpose does not open for
 * another one, even with the same secrets
 */
export function keyRing(purpose: string, keys: readonly SigningKey[]): KeyRing {
  const derived = keys.map(({ kid, secret }) => ({
    kid,
    mac: hmacSha256(hmacSha256(Buffer.from(secret))(`frontrow/${purpose}`)),
  }));
  const [signing] = derived;
  if (!signing) throw new Error(`no key to sign a ${purpose} with`);
  const macOf = (mac: Hmac, text: string | Buffer) => mac(text).subarray(0, MAC_BYTES);

  return {
    seal(payload) {
      const text = `${signing.kid}.${payload}`;
      return `${text}.${macOf(signing.mac, text).toString('base64url')}`;
    },
    open(sealed) {
      if (sealed.length > MAX_SEALED_CHARACTERS) return null;
      const [kid, payload, mac, ...rest] = sealed.split('.');
      if (!kid || !payload || !mac || rest.length > 0) return null;
      const given = Buffer.from(mac, 'base64url');
      if (given.length !== MAC_BYTES || given.toString('base64url') !== mac) return null;
      const text = `${kid}.${payload}`;
      const fits = derived.some(
        (entry) => entry.kid === kid && timingSafeEqual(given, macOf(entry.mac, text)),
      );
      return fits ? payload : null;
    },
    signsAs: (sealed) => sealed.startsWith(`${signing.kid}.`),
    sign: (bytes) => macOf(signing.mac, bytes),
    verify: (bytes, signature) =>
      signature.length === MAC_BYTES &&
      derived.some(({ mac }) => timingSafeEqual(signature, macOf(mac, bytes))),
  };
}
