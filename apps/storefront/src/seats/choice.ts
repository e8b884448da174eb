import type { Hold } from '@frontrow/sdk';
import type { PlaceInfo, Selection } from '@frontrow/seat-map';
import type { HeldStanding } from './map/answers.ts';

/** A place in the visitor's words: of a standing area without row, numbered from 1. */
export interface NamedPlace {
  section: string;
  row: string;
  number: number;
  /** Minor units. */
  price: number;
}

type Places = Pick<Selection, 'places' | 'general'>;

export const seatOf = ({ section, row, number, price }: PlaceInfo): NamedPlace => ({
  ...{ section, row, number: Number(number), price },
});

/** The standing places of a hold by section. */
export function standingOf(hold: Hold | null): HeldStanding {
  const counts = new Map<string, number>();
  for (const { row, section } of hold?.seats ?? []) {
    if (row === '') counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  return counts;
}

/** What a hold has, as it would be chosen. */
export const choiceOf = (hold: Hold | null): Places => ({
  places: (hold?.seats ?? []).filter(({ row }) => row !== '').map(({ place }) => place),
  general: [...standingOf(hold)].map(([section, quantity]) => ({ section, quantity })),
});

/** Whether a choice is exactly what is held. */
export function isHeld(choice: Places, hold: Hold): boolean {
  const held = choiceOf(hold);
  const places = new Set(held.places);
  const standing = new Map(held.general.map(({ section, quantity }) => [section, quantity]));
  return (
    choice.places.length === places.size &&
    choice.places.every((place) => places.has(place)) &&
    choice.general.length === standing.size &&
    choice.general.every(({ section, quantity }) => standing.get(section) === quantity)
  );
}
