import type { HoldInput, StandingInput } from '../api.ts';

/** A seat as it was listed, or its id. */
export type SeatChoice = string | ListedSeat;

/** A seat from `seats`, with its id, or from a chart, with its date and place number. */
export type ListedSeat = {
  /** What is printed on the ticket. It tells a seat from everything else that has an id. */
  label: string;
} & ({ id: string } | { performanceId: string; place: number });

/** Any places of a standing area. */
export type StandingChoice = StandingInput;

interface PlacesByKind {
  /** Seats by place number. */
  places?: readonly number[] | undefined;
  /** So many places of standing areas. */
  general?: readonly StandingChoice[] | undefined;
  /** Seats and standing places by id. */
  seatIds?: readonly string[] | undefined;
}

/** Places by number, by standing area and by id, in one hold. At least one of the three. */
export type PlaceChoice =
  | (PlacesByKind & { places: readonly number[] })
  | (PlacesByKind & { general: readonly StandingChoice[] })
  | (PlacesByKind & { seatIds: readonly string[] });

/** Seats as they were listed, or places by kind. */
export type SeatSelection = readonly SeatChoice[] | PlaceChoice;

/** What is wanted, in one order: equal wishes make equal calls. */
export interface WantedPlaces {
  /** The date of the listed seats; undefined if they do not tell it. */
  performanceId: string | undefined;
  seatIds: string[];
  places: number[];
  general: StandingInput[];
}

/** @throws Error for seats of several dates: a place number means another seat there */
export function wantedOf(choice: SeatSelection): WantedPlaces {
  const wanted: WantedPlaces = {
    performanceId: undefined,
    ...{ seatIds: [], places: [], general: [] },
  };
  if (isList(choice)) {
    for (const seat of choice) {
      if (typeof seat === 'string') wanted.seatIds.push(seat);
      else if ('id' in seat) wanted.seatIds.push(seat.id);
      else {
        wanted.performanceId = dateOf(wanted, seat.performanceId);
        wanted.places.push(seat.place);
      }
    }
  } else {
    wanted.seatIds.push(...(choice.seatIds ?? []));
    wanted.places.push(...(choice.places ?? []));
    wanted.general.push(...(choice.general ?? []));
  }
  wanted.seatIds.sort();
  wanted.places.sort((one, other) => one - other);
  wanted.general.sort((one, other) => (one.section < other.section ? -1 : 1));
  return wanted;
}

/** The date of a selection, if it is of one. */
export function dateOf(
  { performanceId: own }: Pick<WantedPlaces, 'performanceId'>,
  given: string | undefined,
): string | undefined {
  if (own && given && own !== given) throw new Error('the seats are of another date');
  return own ?? given;
}

const isList = (choice: SeatSelection): choice is readonly SeatChoice[] => Array.isArray(choice);

/** The part of the input of a call. Lists without a place are left out. */
export function inputOf({
  seatIds,
  places,
  general,
}: WantedPlaces): Omit<HoldInput, 'performanceId'> {
  return {
    // The server says what is wrong with a hold of nothing.
    ...(seatIds.length > 0 || places.length + general.length === 0 ? { seatIds } : {}),
    ...(places.length > 0 ? { places } : {}),
    ...(general.length > 0 ? { general } : {}),
  };
}

interface HeldPlace {
  id: string;
  place: number;
  section: string;
}

/** Whether held seats are exactly the wanted ones; of a standing area any places count. */
export function hasWanted(seats: readonly HeldPlace[], wanted: WantedPlaces): boolean {
  const rest = seats.filter(
    ({ id, place }) => !wanted.seatIds.includes(id) && !wanted.places.includes(place),
  );
  const named = wanted.seatIds.length + wanted.places.length;
  const standing = wanted.general.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    seats.length - rest.length === named &&
    rest.length === standing &&
    wanted.general.every(
      ({ section, quantity }) =>
        rest.filter((place) => place.section === section).length === quantity,
    )
  );
}
