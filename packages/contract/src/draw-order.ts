import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * How a draw orders those who joined before the opening. Each entrant has the key
 *
 *   SHA-256( seed ‖ SHA-256( public value, or nothing ) ‖ entrant )
 *
 * of the 32 bytes of the seed, the UTF-8 of the public value, and the 16 bytes of the entrant's id.
 * Place 1 has the smallest key, byte by byte; equal keys follow the entrant's id.
 *
 * Given the list, whose hash is public before the seed is revealed, and the seed, whose hash is
 * public before anybody joins, everybody can compute every place. That proves that the order was not
 * chosen after the list was known, as long as either the operator did not put entrants of its own on
 * the list with the seed in hand, or the public value came out after the list was final. It does not
 * prove that each entrant is a person, nor that nobody was kept from joining.
 */
export interface Draw {
  /** Hex, 32 bytes. */
  seed: string;
  publicValue: string | null;
  /** Ids, in any order. */
  entrants: readonly string[];
}

const ENTRANT_BYTES = 16;
/** The head of a key that a number can carry exactly; the whole of it decides between equals. */
const HEAD_BYTES = 6;

/** SHA-256 of the seed, in hex: what is public before anybody joins. */
export const seedHashOf = (seed: string): string => bytesToHex(sha256(hexToBytes(seed)));

/** SHA-256 of the 16 bytes of each entrant, in order of arrival, in hex. */
export const entrantsHashOf = (entrants: readonly string[]): string =>
  bytesToHex(sha256(packEntrants(entrants)));

/** The place of each entrant, from 1. */
export function placesInDraw(draw: Draw): Map<string, number> {
  const places = placesOf(hexToBytes(draw.seed), draw.publicValue, packEntrants(draw.entrants));
  return new Map(draw.entrants.map((entrant, index) => [entrant, places[index] ?? 0]));
}

/** The place of one entrant, from 1; null for one who is not on the list. */
export const placeInDraw = (entrant: string, draw: Draw): number | null =>
  placesInDraw(draw).get(entrant) ?? null;

export const packEntrants = (entrants: readonly string[]): Uint8Array =>
  hexToBytes(entrants.join('').replaceAll('-', ''));

/** The same on bytes, for lists of a million: 16 bytes an entrant in, their places out. */
export function placesOf(
  seed: Uint8Array,
  publicValue: string | null,
  entrants: Uint8Array,
): Uint32Array {
  const count = entrants.length / ENTRANT_BYTES;
  const entrantAt = (index: number) =>
    entrants.subarray(index * ENTRANT_BYTES, (index + 1) * ENTRANT_BYTES);
  const salt = concatBytes(seed, sha256(utf8ToBytes(publicValue ?? '')));
  const keyAt = (index: number) => sha256(concatBytes(salt, entrantAt(index)));
  const heads = Float64Array.from({ length: count }, (_, index) => headOf(keyAt(index)));
  const order = Uint32Array.from({ length: count }, (_, index) => index).sort((a, b) => {
    const difference = (heads[a] ?? 0) - (heads[b] ?? 0);
    if (difference !== 0) return difference;
    return compare(keyAt(a), keyAt(b)) || compare(entrantAt(a), entrantAt(b));
  });
  const places = new Uint32Array(count);
  for (const [place, index] of order.entries()) places[index] = place + 1;
  return places;
}

const headOf = (key: Uint8Array): number =>
  key.subarray(0, HEAD_BYTES).reduce((head, byte) => head * 256 + byte, 0);

function compare(a: Uint8Array, b: Uint8Array): number {
  for (const [index, byte] of a.entries()) {
    const difference = byte - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
