import type { KeyRing } from '../../kernel/key-ring.ts';
import { unpackUuids } from '../../kernel/uuid.ts';
import { readingsOf } from './scanned-code.ts';

/*
 * A ticket's code is its id and a signature, 64 hex digits. Upper and lower case are the same, so the code
 * survives a keyboard scanner with caps lock on, and a QR code stores its capitals in the denser
 * alphanumeric mode. The signature is the checksum too: a code with one wrong digit is no code.
 */

const ID_BYTES = 16;

export function ticketCode(keys: KeyRing, ticketId: string): string {
  const id = Buffer.from(ticketId.replaceAll('-', ''), 'hex');
  return Buffer.concat([id, keys.sign(id)])
    .toString('hex')
    .toUpperCase();
}

/**
 * The id of the ticket with this code; null if none of our keys signed it. Takes a code that was typed on another
 * keyboard layout, and the codes of earlier versions, `kid.id.signature`.
 */
export function ticketIdIn(keys: KeyRing, scanned: string): string | null {
  for (const code of readingsOf(scanned)) {
    const id = signedIdIn(keys, code);
    if (id !== null) return id;
  }
  const payload = keys.open(scanned.trim());
  return (payload && unpackUuids(payload, 1)?.[0]) || null;
}

function signedIdIn(keys: KeyRing, code: string): string | null {
  if (!/^[0-9a-f]{64}$/.test(code)) return null;
  const bytes = Buffer.from(code, 'hex');
  const id = bytes.subarray(0, ID_BYTES);
  if (!keys.verify(id, bytes.subarray(ID_BYTES))) return null;
  return unpackUuids(id.toString('base64url'), 1)?.[0] ?? null;
}
