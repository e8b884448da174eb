const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const BYTES = 16;

export const isUuid = (text: string): boolean => UUID.test(text);

/** Ids in the fewest letters that a header and a QR code can carry. */
export const packUuids = (...uuids: string[]): string =>
  Buffer.from(uuids.join('').replaceAll('-', ''), 'hex').toString('base64url');

/** What was packed; null unless it is just that many. */
export function unpackUuids(packed: string, count: number): string[] | null {
  const bytes = Buffer.from(packed, 'base64url');
  if (bytes.length !== count * BYTES) return null;
  return Array.from({ length: count }, (_, n) =>
    bytes
      .toString('hex', n * BYTES, (n + 1) * BYTES)
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
}
