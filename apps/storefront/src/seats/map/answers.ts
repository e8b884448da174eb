import type { LiveAvailability } from '@frontrow/sdk';
import type { PlaceLetter, SeatAvailability } from '@frontrow/seat-map';

/** How many places of each standing area the visitor holds, by its name. */
export type HeldStanding = ReadonlyMap<string, number>;

/**
 * An answer for the seat map. What the visitor holds can be chosen again: a swap may keep it, and whatever is chosen
 * instead is judged as if it were free.
 *
 * @param changed the place numbers that changed since the last answer; null: all may have
 */
export function answerOf(
  { places, general, mine }: LiveAvailability,
  standing: HeldStanding,
  changed: readonly number[] | null,
): SeatAvailability {
  const own = new Set(mine);
  const letterOf = (place: number): PlaceLetter => {
    const letter = places[place] ?? 'B';
    return letter === 'H' && own.has(place) ? 'A' : (letter as PlaceLetter);
  };
  const rest = {
    mine,
    general: general.map(({ section, available }) => ({
      ...{ section, available: available + (standing.get(section) ?? 0) },
    })),
  };
  if (changed) return { ...rest, changed: changed.map((place) => [place, letterOf(place)]) };
  const letters = [...places];
  for (const place of mine) letters[place] = letterOf(place);
  return { ...rest, places: letters.join('') };
}
