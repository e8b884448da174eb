import type { HeldSeat } from '../../api.ts';
import {
  dateOf,
  hasWanted,
  type PlaceChoice,
  type SeatSelection,
  wantedOf,
} from '../../seats/place-choice.ts';
import type { Hold } from '../../session/hold.ts';
import type { HoldOptions, Session } from '../../session/session.ts';

/*
 * A selection that grows and shrinks. Each change names the whole of it, and held places by id, standing ones too: so
 * nobody changes places because of another one.
 */

type Selection = PlaceChoice & { seatIds: string[] };

const seatsOf = (hold: Hold | undefined): HeldSeat[] => hold?.seats ?? [];
/** A standing place has no row. */
const isStandingIn = (section: string) => (seat: HeldSeat) =>
  seat.row === '' && seat.section === section;

/** A place number means another seat on another date: there, nothing is held. */
const seatsOn = (hold: Hold | undefined, performanceId: string | undefined): HeldSeat[] =>
  performanceId === undefined || performanceId === hold?.reservation.performanceId
    ? seatsOf(hold)
    : [];

/** The date that a choice is of; undefined if it does not tell it. */
export const dateOfChoice = (choice: SeatSelection, given?: string): string | undefined =>
  dateOf(wantedOf(choice), given);

/** The held places and the chosen ones. @param date of the choice */
export function withPlaces(
  hold: Hold | undefined,
  choice: SeatSelection,
  date?: string,
): Selection {
  const { seatIds, places, general } = wantedOf(choice);
  const held = seatsOn(hold, date);
  return {
    seatIds: [...new Set([...held.map(({ id }) => id), ...seatIds])],
    places: places.filter((place) => !held.some((seat) => seat.place === place)),
    general,
  };
}

/** The chosen places alone. Of a standing area held places count first. @param date of the choice */
export function wholeSelection(
  hold: Hold | undefined,
  choice: SeatSelection,
  date?: string,
): Selection {
  const { seatIds, places, general } = wantedOf(choice);
  const held = seatsOn(hold, date);
  const kept = general.map(({ section, quantity }) => ({
    section,
    quantity,
    ids: held
      .filter(isStandingIn(section))
      .filter(({ id }) => !seatIds.includes(id))
      .slice(0, quantity)
      .map(({ id }) => id),
  }));
  return {
    seatIds: [...seatIds, ...kept.flatMap(({ ids }) => ids)],
    places,
    general: kept.flatMap(({ section, quantity, ids }) =>
      quantity > ids.length ? [{ section, quantity: quantity - ids.length }] : [],
    ),
  };
}

/** The ids of the held places without the chosen ones; of a standing area the last ones are given up. */
export function withoutPlaces(hold: Hold | undefined, choice: SeatSelection): string[] {
  const { performanceId, seatIds, places, general } = wantedOf(choice);
  if (seatsOn(hold, performanceId).length === 0) return seatsOf(hold).map(({ id }) => id);
  let kept = seatsOf(hold).filter(
    ({ id, place }) => !seatIds.includes(id) && !places.includes(place),
  );
  for (const { section, quantity } of general) {
    const given = new Set(kept.filter(isStandingIn(section)).slice(-quantity));
    kept = kept.filter((seat) => !given.has(seat));
  }
  return kept.map(({ id }) => id);
}

/** Holds a selection in place of `replaces`; returns that one if it has the same places. */
export async function holdSelection(
  session: Session,
  selection: Selection,
  options: HoldOptions & { replaces: Hold | undefined },
): Promise<Hold> {
  const { replaces } = options;
  const held = seatsOn(replaces, options.performanceId);
  if (replaces && held.length > 0 && hasWanted(held, wantedOf(selection))) return replaces;
  return session.hold(selection, options);
}
