import type { Availability } from '../api.ts';

/** Which places of a date are available: all of them, as they stood at one moment. */
export interface LiveAvailability {
  performanceId: string;
  /**
   * A letter for each place, by place number: `A` available, `H` held, `S` sold, `B` not for sale, `-` a standing
   * place, of which only `general` tells how many are left.
   */
  places: string;
  /** How many places each standing area has left. */
  general: Availability['general'];
  /** The place numbers that the user holds or has paid for. */
  mine: number[];
  /**
   * The place numbers that are other than in the state before: their letters, or whether they are the user's. Null in
   * the first state.
   */
  changed: number[] | null;
}

/** An answer of the server, whole. */
export type KnownAvailability = Availability & { places: string };

/** The whole state after an answer. @param known the state of the version that the answer follows */
export function applyAnswer(
  known: KnownAvailability | null,
  answer: Availability,
): KnownAvailability {
  if (answer.full || !known) return { ...answer, places: answer.places ?? '' };
  const { changed = [] } = answer;
  if (changed.length === 0) return { ...answer, places: known.places };
  const letters = known.places.split('');
  for (const [place, letter] of changed) letters[place] = letter;
  return { ...answer, places: letters.join('') };
}

type State = Pick<LiveAvailability, 'places' | 'mine'>;

/** The place numbers that are other in one state than in another, in order. */
export function changedPlaces(before: State, after: State): number[] {
  const changed = new Set<number>();
  const length = Math.max(before.places.length, after.places.length);
  if (before.places !== after.places) {
    for (let place = 0; place < length; place++) {
      if (before.places[place] !== after.places[place]) changed.add(place);
    }
  }
  const [old, current] = [new Set(before.mine), new Set(after.mine)];
  for (const place of before.mine) if (!current.has(place)) changed.add(place);
  for (const place of after.mine) if (!old.has(place)) changed.add(place);
  return [...changed].sort((one, other) => one - other);
}
