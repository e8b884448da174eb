import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The inputs of a draw. A draw orders the entrants, who joined before the opening, by this key:
 *
 *   SHA-256( seed ‖ SHA-256( public value, or the empty string ) ‖ entrant )
 *
 * The seed has 32 bytes, the public value is UTF-8, an entrant is the 16 bytes of its id. The smallest
 * key, compared byte by byte, gets place 1. Equal keys are ordered by the entrant's id.
 *
 * The hash of the seed is public before anybody joins, and the hash of the list is public before the
 * seed is revealed. With the seed and the list anybody can compute every place. This proves that the
 * order was not chosen after the list was known, provided that the operator, who knows the seed, did
 * not add entrants to the list, or that the public value appeared after the list was final. It does not
 * prove that each entrant is a person, nor that everybody was allowed to join.
 */
export interface Draw {
  /** 32 bytes in hex. */
  seed: string;
  /** The published random value; null for a draw without one. */
  publicValue: string | null;
  /** The ids of all entrants, in any order. */
  entrants: readonly string[];
}

const ENTRANT_BYTES = 16;
/** Keys are compared by their first 6 bytes, which fit a number exactly, then by all bytes. */
const HEAD_BYTES = 6;

/** SHA-256 of the seed, both in hex. It is public before anybody joins. */
export const seedHashOf = (seed: string): string => bytesToHex(sha256(hexToBytes(seed)));

/** SHA-256, in hex, of the 16 bytes of each entrant. The entrants must be in order of arrival. */
export const entrantsHashOf = (entrants: readonly string[]): string =>
  bytesToHex(sha256(packEntrants(entrants)));

/** The place of each entrant in the drawn order, from 1. */
export function placesInDraw(draw: Draw): Map<string, number> {
  const places = placesOf(hexToBytes(draw.seed), draw.publicValue, packEntrants(draw.entrants));
  return new Map(draw.entrants.map((entrant, index) => [entrant, places[index] ?? 0]));
}

/** The place of one entrant in the drawn order, from 1; null if it is not on the list. */
export const placeInDraw = (entrant: string, draw: Draw): number | null =>
  placesInDraw(draw).get(entrant) ?? null;

/** The ids as bytes, 16 for each entrant, in the given order. */
export const packEntrants = (entrants: readonly string[]): Uint8Array =>
  hexToBytes(entrants.join('').replaceAll('-', ''));

/**
 * The same on bytes, for lists of a million entrants: takes 16 bytes for each entrant, returns the place
 * of each in the same order.
 */
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
