const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const BYTES = 16;

export const isUuid = (text: string): boolean => UUID.test(text);

/** Packs uuids into base64url, the shortest text that is safe in a header and a QR code. */
export const packUuids = (...uuids: string[]): string =>
  Buffer.from(uuids.join('').replaceAll('-', ''), 'hex').toString('base64url');

/** Unpacks uuids; null unless there are exactly `count`. */
export function unpackUuids(packed: string, count: number): string[] | null {
  const bytes = Buffer.from(packed, 'base64url');
  if (bytes.length !== count * BYTES) return null;
  const hex = bytes.toString('hex');
  return Array.from({ length: count }, (_, n) => uuidOf(hex.slice(2 * BYTES * n)));
}

/** The uuid that a text of hexadecimal digits begins with. */
const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
