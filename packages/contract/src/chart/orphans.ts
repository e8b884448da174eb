import { ACCESSIBLE, COMPANION, type Layout } from './layout.ts';

/*
 * The orphan rule: a choice must not leave a single free seat between taken ones, since nobody buys it. Row ends and
 * aisles count as taken. Contract: `orphanRule`.
 */

/**
 * The places that a choice would leave alone, in order.
 *
 * @param isFree whether a place is free before the choice; a swap's own old places are
 */
export function orphansOf(
  layout: Layout,
  chosen: readonly number[],
  isFree: (place: number) => boolean,
): number[] {
  const taken = new Set(chosen);
  const isLeft = (place: number) => isFree(place) && !taken.has(place);
  const orphans = new Set<number>();
  for (const place of chosen) {
    for (const next of [place - 1, place + 1]) {
      if (!isBeside(layout, place, next) || !isLeft(next)) continue;
      if (isWanted(layout, next) || hasFreeNeighbour(layout, next, isLeft)) continue;
      if (!isForced(layout, next, { taken, isFree })) orphans.add(next);
    }
  }
  return [...orphans].sort((a, b) => a - b);
}

/** Whether two places are side by side, with no aisle between. */
const isBeside = ({ stretchOf }: Layout, a: number, b: number): boolean =>
  stretchOf[a] !== undefined && stretchOf[a] !== -1 && stretchOf[a] === stretchOf[b];

/** Places for wheelchairs and their companions are sold alone as well. */
const isWanted = ({ flags }: Layout, place: number): boolean =>
  ((flags[place] ?? 0) & (ACCESSIBLE | COMPANION)) !== 0;

const hasFreeNeighbour = (
  layout: Layout,
  place: number,
  isLeft: (place: number) => boolean,
): boolean => [place - 1, place + 1].some((next) => isBeside(layout, place, next) && isLeft(next));

/** A run of n + 1 free places of which n are taken: whoever takes n there leaves one. */
function isForced(
  layout: Layout,
  orphan: number,
  { taken, isFree }: { taken: Set<number>; isFree: (place: number) => boolean },
): boolean {
  for (const step of [-1, 1]) {
    for (
      let place = orphan + step;
      isBeside(layout, orphan, place) && isFree(place);
      place += step
    ) {
      if (!taken.has(place)) return false;
    }
  }
  return true;
}
