import { ACCESSIBLE, RESTRICTED_VIEW } from '@frontrow/contract/chart/layout';
import { orphansOf } from '@frontrow/contract/chart/orphans';
import { hasFlag, type Places } from '../chart/places.ts';
import type { IsPlace } from '../state/filter.ts';
import { distanceOf, isBefore, isSpecial, runAround, windowOf } from './runs.ts';

/** What `best` looks for. The same words as in Frontrow's `reservation.holdBest`, and one more. */
export interface BestWish {
  quantity: number;
  sections?: readonly string[] | undefined;
  categories?: readonly string[] | undefined;
  /** The most minor units of a place. */
  maxPrice?: number | undefined;
  /** At least one place for a wheelchair, the others beside it. */
  accessible?: boolean | undefined;
  /** Places that are not to be found: those that were offered before. `holdBest` does not have it. */
  except?: readonly number[] | undefined;
}

/**
 * A preview of the best seats, by the rules of Frontrow's `reservation.holdBest`: no place for wheelchairs unless they
 * are wished for or nothing else is left, side by side, no single place left alone, no restricted view, the nearest to
 * the focus, the lowest number. The server decides; it may know more by then.
 *
 * @returns null if nothing fits
 */
export function bestSeats(places: Places, wish: BestWish, isFree: IsPlace): number[] | null {
  const { quantity, accessible = false } = wish;
  const fits = isWished(places, wish);
  const except = new Set(wish.except);
  const isCandidate: IsPlace = (place) =>
    places.stretchOf[place] !== -1 && fits(place) && isFree(place) && !except.has(place);
  let ordinary = 0;
  for (let place = 0; place < places.places && ordinary < quantity; place++) {
    if (isCandidate(place) && !isSpecial(places, place)) ordinary++;
  }
  const isWelcome: IsPlace =
    accessible || ordinary < quantity
      ? isCandidate
      : (place) => isCandidate(place) && !isSpecial(places, place);
  let best: { group: number[]; rank: number[] } | null = null;
  for (let place = 0; place < places.places; place++) {
    if (!isWelcome(place)) continue;
    const [first, last] = runAround(places, place, isWelcome);
    for (let from = first; from + quantity - 1 <= last; from++) {
      const group = windowOf(from, quantity);
      if (accessible && !group.some((seat) => hasFlag(places, seat, ACCESSIBLE))) continue;
      const view = group.some((seat) => hasFlag(places, seat, RESTRICTED_VIEW)) ? 1 : 0;
      const distance = distanceOf(places, group);
      // Orphans take the longest to find: only for a group that would win without any.
      if (best && !isBefore([0, view, distance], best.rank)) continue;
      const rank = [orphansOf(places, group, isFree).length > 0 ? 1 : 0, view, distance];
      if (!best || isBefore(rank, best.rank)) best = { group, rank };
    }
    place = last;
  }
  return best?.group ?? null;
}

function isWished(
  places: Places,
  { sections, categories, maxPrice = Infinity }: BestWish,
): IsPlace {
  const fits = places.sections.map(
    ({ name, category, price }) =>
      (!sections || sections.includes(name)) &&
      (!categories || categories.includes(category)) &&
      price <= maxPrice,
  );
  return (place) => fits[places.sectionOf[place] ?? -1] === true;
}
