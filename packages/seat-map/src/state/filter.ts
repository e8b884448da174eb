import { ACCESSIBLE, COMPANION, RESTRICTED_VIEW } from '@frontrow/contract/chart/layout';
import { hasFlag, type Places } from '../chart/places.ts';

/** What a buyer wants to see. Whatever does not fit is drawn at a quarter of its strength and cannot be chosen. */
export interface SeatFilter {
  /** Only these categories. Empty or left out: all. */
  categories?: readonly string[] | undefined;
  /** The most minor units of a place. */
  maxPrice?: number | undefined;
  /** Only places for wheelchairs and their companions. */
  accessible?: boolean | undefined;
  /** No place with a restricted view. */
  fullView?: boolean | undefined;
}

/** Places that a page points at: those of any of the lists. */
export interface Target {
  places?: readonly number[] | undefined;
  sections?: readonly string[] | undefined;
  categories?: readonly string[] | undefined;
}

export type IsPlace = (place: number) => boolean;

export function filterOf(places: Places, filter: SeatFilter): IsPlace | null {
  const { categories = [], maxPrice = Infinity, accessible = false, fullView = false } = filter;
  if (categories.length === 0 && maxPrice === Infinity && !accessible && !fullView) return null;
  const fits = places.sections.map(
    ({ category, price }) =>
      (categories.length === 0 || categories.includes(category)) && price <= maxPrice,
  );
  return (place) =>
    fits[places.sectionOf[place] ?? -1] === true &&
    (!accessible || hasFlag(places, place, ACCESSIBLE | COMPANION)) &&
    (!fullView || !hasFlag(places, place, RESTRICTED_VIEW));
}

/** Whether a place belongs to a target. */
export function targetOf(
  { sections, sectionOf }: Places,
  { places = [], sections: names = [], categories = [] }: Target,
): IsPlace {
  const wanted = new Set(places);
  const inside = sections.map(
    ({ name, category }) => names.includes(name) || categories.includes(category),
  );
  return (place) => wanted.has(place) || inside[sectionOf[place] ?? -1] === true;
}
