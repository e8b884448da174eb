import { ACCESSIBLE, COMPANION, RESTRICTED_VIEW } from '@frontrow/contract/chart/layout';
import { hasFlag, isPlace, isStanding, rowWith, sectionWith } from '../chart/places.ts';
import type { Scene } from '../drawing/scene.ts';
import type { PlaceInfo } from '../map/options.ts';
import { HELD, SOLD } from '../state/availability.ts';
import type { Messages, SeatStateWord } from './messages.ts';

/** Formats minor units in the format of a currency. The browser takes 10 ms and more to make one, at the first use. */
export function priceFormat({ locale }: Messages, currency: string): (amount: number) => string {
  let format: Intl.NumberFormat | undefined;
  return (amount) => {
    format ??= new Intl.NumberFormat(locale, { style: 'currency', currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
  };
}

export function infoOf(
  { places, availability }: Scene,
  place: number,
  isChosen: boolean,
): PlaceInfo | null {
  const section = sectionWith(places, place);
  if (!section || !isPlace(places, place)) return null;
  const row = rowWith(places, place);
  const letter = availability.letters[place];
  let state: SeatStateWord = 'notForSale';
  if (availability.mine.has(place)) state = 'mine';
  else if (isChosen) state = 'chosen';
  else if (availability.hasAny(place)) state = 'available';
  else if (letter === HELD) state = 'held';
  else if (letter === SOLD || isStanding(places, place)) state = 'sold';
  const { name, category, kind, price } = section;
  return {
    ...{ place, section: name, category, kind, price, state },
    row: row?.name ?? '',
    number: row?.numbers[place - row.first] ?? '',
    accessible: hasFlag(places, place, ACCESSIBLE),
    companion: hasFlag(places, place, COMPANION),
    restrictedView: hasFlag(places, place, RESTRICTED_VIEW),
  };
}
