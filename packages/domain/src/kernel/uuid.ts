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
  return Array.from({ length: count }, (_, n) =>
    bytes
      .toString('hex', n * BYTES, (n + 1) * BYTES)
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
}
