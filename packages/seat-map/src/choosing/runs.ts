import { ACCESSIBLE, COMPANION } from '@frontrow/contract/chart/layout';
import { orphansOf } from '@frontrow/contract/chart/orphans';
import { distanceBetween, hasFlag, type Places } from '../chart/places.ts';
import type { IsPlace } from '../state/filter.ts';

/** The places from the first to the last of the longest free run around a place, with no aisle in it. */
export function runAround(
  places: Places,
  place: number,
  isFree: IsPlace,
): [first: number, last: number] {
  const isBeside = (other: number) =>
    places.stretchOf[other] === places.stretchOf[place] && isFree(other);
  let [first, last] = [place, place];
  while (isBeside(first - 1)) first--;
  while (isBeside(last + 1)) last++;
  return [first, last];
}

export const windowOf = (first: number, size: number): number[] =>
  Array.from({ length: size }, (_, index) => first + index);

/** The sum of squared distances to the focus. */
export const distanceOf = ({ distance }: Places, places: readonly number[]): number =>
  places.reduce((sum, place) => sum + (distance[place] ?? 0), 0);

export const isSpecial = (places: Places, place: number): boolean =>
  hasFlag(places, place, ACCESSIBLE | COMPANION);

/**
 * The seats for a party of which one sits on a given seat: side by side, leaving no single place alone if that is
 * possible, the nearest to the focus. Places for wheelchairs are taken only if the given seat is one, or nothing else
 * is there.
 *
 * @param isFree whether a place can be had, wanted or not: it counts for the places left alone
 * @returns null if the run around the seat is too short
 */
export function seatParty(
  places: Places,
  { seat, size, isWanted }: { seat: number; size: number; isWanted: IsPlace },
  isFree: IsPlace,
): number[] | null {
  const [first, last] = runAround(places, seat, (place) => isFree(place) && isWanted(place));
  let best: { places: number[]; rank: number[] } | null = null;
  for (
    let from = Math.max(first, seat - size + 1);
    from <= seat && from + size - 1 <= last;
    from++
  ) {
    const group = windowOf(from, size);
    const rank = [
      !isSpecial(places, seat) && group.some((place) => isSpecial(places, place)) ? 1 : 0,
      orphansOf(places, group, isFree).length > 0 ? 1 : 0,
      distanceOf(places, group),
    ];
    if (!best || isBefore(rank, best.rank)) best = { places: group, rank };
  }
  return best?.places ?? null;
}

/** Compares two ranks: the first number that differs decides, the smaller one is better. */
export function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}

/** So many seats near a given one, wherever they are: the nearest first. Null if there are too few. */
export function seatApart(
  places: Places,
  { seat, size }: { seat: number; size: number },
  isFree: IsPlace,
): number[] | null {
  const near: number[] = [];
  for (let place = 0; place < places.places; place++) {
    const fits = isSpecial(places, place) === isSpecial(places, seat) || place === seat;
    if (places.stretchOf[place] !== -1 && fits && isFree(place)) near.push(place);
  }
  if (near.length < size) return null;
  near.sort((a, b) => distanceBetween(places, seat, a) - distanceBetween(places, seat, b));
  return near.slice(0, size).sort((a, b) => a - b);
}
