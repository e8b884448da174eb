import { createHmac, timingSafeEqual } from 'node:crypto';

export interface SigningKey {
  kid: string;
  secret: string;
}

/** Keys for one purpose: the first signs, all verify, so that they can be rotated. */
export interface KeyRing {
  /** `kid.payload.mac`, in letters that a header, a URL and a QR code can carry. */
  seal(payload: string): string;
  /** The payload, or null for anything that none of the keys sealed. */
  open(sealed: string): string | null;
}

/** 128 bits: forging one takes 2^127 tries at the server on average. */
const MAC_BYTES = 16;

/**
 * @param purpose kept apart from other purposes of the same secrets: what was sealed for one does
 * not open for another.
 */
export function keyRing(purpose: string, keys: readonly SigningKey[]): KeyRing {
  const derived = keys.map(({ kid, secret }) => ({
    kid,
    key: createHmac('sha256', secret).update(`frontrow/${purpose}`).digest(),
  }));
  const [signing] = derived;
  if (!signing) throw new Error(`no key to sign a ${purpose} with`);
  const macOf = (key: Buffer, text: string) =>
    createHmac('sha256', key).update(text).digest().subarray(0, MAC_BYTES);

  return {
    seal(payload) {
      const text = `${signing.kid}.${payload}`;
      return `${text}.${macOf(signing.key, text).toString('base64url')}`;
    },
    open(sealed) {
      const [kid, payload, mac, ...rest] = sealed.split('.');
      if (!kid || !payload || !mac || rest.length > 0) return null;
      const given = Buffer.from(mac, 'base64url');
      if (given.length !== MAC_BYTES || given.toString('base64url') !== mac) return null;
      const text = `${kid}.${payload}`;
      const fits = derived.some(
        (entry) => entry.kid === kid && timingSafeEqual(given, macOf(entry.key, text)),
      );
      return fits ? payload : null;
    },
  };
}
