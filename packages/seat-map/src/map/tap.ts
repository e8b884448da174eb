import { rowWith } from '../chart/places.ts';
import { seatParty } from '../choosing/runs.ts';
import type { IsPlace } from '../state/filter.ts';
import type { Core } from './core.ts';

/** What became of a tap. */
export type TapResult = 'CHANGED' | 'NOTHING' | 'TOO_MANY' | { largest: number };

/** A tap on a seat chooses the whole party, or the one seat, or gives it back. */
export function tap(core: Core, place: number): TapResult {
  const { choice, rules } = core;
  const { partySize, limit } = rules;
  const { chosen } = choice;
  if (chosen.includes(place)) {
    choice.chosen = partySize === null ? chosen.filter((each) => each !== place) : [];
    return 'CHANGED';
  }
  if (!isFree(core)(place)) return 'NOTHING';
  const party = partyAt(core, place);
  if (!party) return { largest: largestRun(core, place) };
  const others = partySize === null ? chosen : [];
  if (choice.quantity - chosen.length + others.length + party.length > limit) return 'TOO_MANY';
  choice.chosen = [...others, ...party];
  return 'CHANGED';
}

/** The seats that a tap on a seat would choose; null if the party does not fit there. */
export function partyAt(core: Core, seat: number): number[] | null {
  const { places, availability } = core.scene;
  const party = {
    seat,
    size: core.rules.partySize ?? 1,
    isWanted: (each: number) => core.isWanted(each),
  };
  return isFree(core)(seat)
    ? seatParty(places, party, (each) => availability.isAvailable(each))
    : null;
}

const isFree =
  (core: Core): IsPlace =>
  (place) =>
    core.scene.availability.isAvailable(place) && core.isWanted(place);

/** The most seats side by side that are free in the row of a seat. */
function largestRun(core: Core, place: number): number {
  const { places } = core.scene;
  const row = rowWith(places, place);
  let [largest, run] = [0, 0];
  for (let seat = row?.first ?? 0; row && seat < row.first + row.count; seat++) {
    const isNext = places.stretchOf[seat] === places.stretchOf[seat - 1];
    run = isFree(core)(seat) ? (isNext ? run : 0) + 1 : 0;
    largest = Math.max(largest, run);
  }
  return largest;
}
