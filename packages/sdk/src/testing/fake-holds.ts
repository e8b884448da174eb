import type {
  Chart,
  HeldSeat,
  HoldBestInput,
  HoldInput,
  Payment,
  Reservation,
  ReservationListInput,
  RowOfChart,
} from '../api.ts';
import type { FakeHouse } from './fake-house.ts';
import type { Fixtures } from './fixtures.ts';
import { refusalWith } from './refusal.ts';
import type { FakeCall } from './script.ts';

/** The answers of a fake API that has a house, to the calls that a test has not scripted. */
export type HouseAnswers = Record<string, (call: FakeCall) => unknown>;

/** Answers by the house of a fake API: holds by place and by section, the best seats, releases and payments. */
/** @param concertId the concert of the user's queue ticket */
export function createFakeHolds(
  house: FakeHouse,
  make: Fixtures,
  concertId: () => string,
): HouseAnswers {
  const holds = new Map<string, Reservation>();
  const chartOf = () => house.chart as Chart;
  const performanceId = () => chartOf().performanceId;

  const placesOf = (id: string | undefined) =>
    id && holds.get(id)?.status === 'HELD'
      ? (holds.get(id)?.seats.map(({ place }) => place) ?? [])
      : [];

  /** Claims places in place of an earlier hold, or refuses and leaves all as it was. */
  const claim = (replaces: string | undefined, choose: () => number[]): Reservation => {
    const old = placesOf(replaces);
    const before = replaces ? holds.get(replaces) : undefined;
    if (replaces && !before) throw refusalWith('RESERVATION_NOT_FOUND', {});
    if (before && old.some((place) => house.isFree(place))) throw refusalWith('HOLD_EXPIRED', {});
    house.change(old, 'A');
    let places: number[];
    try {
      places = choose();
    } catch (refused) {
      house.change(old, 'H', { until: before?.holdExpiresAt ?? null });
      throw refused;
    }
    const reservation = make.reservation({
      ...{ concertId: concertId(), performanceId: performanceId() },
      seats: places.map((place) => seatAt(chartOf(), place)),
      ...(before ? { holdExpiresAt: before.holdExpiresAt } : {}),
    });
    house.change(places, 'H', { until: reservation.holdExpiresAt });
    if (before) holds.set(before.id, { ...before, status: 'RELEASED' });
    holds.set(reservation.id, reservation);
    return reservation;
  };

  /** A hold whose places are free again has expired. */
  const isNow = ({ status, seats }: Reservation, wanted: Reservation['status']) =>
    (status === 'HELD' && seats.some(({ place }) => house.isFree(place)) ? 'EXPIRED' : status) ===
    wanted;

  const known = (id: string): Reservation => {
    const reservation = holds.get(id);
    if (!reservation) throw refusalWith('RESERVATION_NOT_FOUND', {});
    return reservation;
  };

  return {
    'concert.dates': () => ({ items: [make.date({ performanceId: performanceId() })] }),
    'concert.chart': () => chartOf(),
    'concert.availability': ({ input }) => house.availability(input as never),
    'reservation.hold': ({ input }) => {
      const wish = input as HoldInput;
      return claim(wish.replaces, () => choosePlaces(house, wish));
    },
    'reservation.holdBest': ({ input }) => {
      const wish = input as HoldBestInput;
      return claim(wish.replaces, () => chooseBest(house, wish));
    },
    'reservation.list': ({ input }) => {
      const { status } = (input ?? {}) as ReservationListInput;
      const all = [...holds.values()].reverse().filter((each) => !status || isNow(each, status));
      return { items: all, nextCursor: null };
    },
    'reservation.get': ({ input }) => known((input as { reservationId: string }).reservationId),
    'reservation.release': ({ input }) => {
      const reservation = known((input as { reservationId: string }).reservationId);
      house.change(placesOf(reservation.id), 'A');
      holds.set(reservation.id, { ...reservation, status: 'RELEASED' });
      return holds.get(reservation.id);
    },
    'payment.pay': ({ input }): Payment => {
      const reservation = known((input as { reservationId: string }).reservationId);
      const payment = make.payment({ reservationId: reservation.id, amount: reservation.amount });
      house.change(placesOf(reservation.id), 'S', { until: null });
      holds.set(reservation.id, { ...reservation, status: 'PAID', paymentId: payment.id });
      return payment;
    },
  };
}

const idOf = (place: number): string => `fake-seat-${place}`;

/** A seat or standing place of a chart. */
function seatAt({ sections }: Chart, place: number): HeldSeat {
  const section = sections.find(
    ({ firstPlace, places }) => place >= firstPlace && place < firstPlace + places,
  );
  const { name = '', price = 0, firstPlace = 0, rows = [] } = section ?? {};
  const row = rows.find((each) => place < each.firstPlace + each.count);
  const number = row ? Number(row.numbers[place - row.firstPlace]) : place - firstPlace + 1;
  const label = row ? `${name} ${row.name}-${number}` : `${name} ${number}`;
  return { id: idOf(place), place, section: name, row: row?.name ?? '', number, label, price };
}

function choosePlaces(
  house: FakeHouse,
  { seatIds = [], places = [], general = [] }: HoldInput,
): number[] {
  const { sections } = house.chart as Chart;
  const seated = sections.flatMap(({ rows }) => rows.flatMap(placesIn));
  const unknown = places.filter((place) => !seated.includes(place));
  if (unknown.length > 0) throw refusalWith('PLACE_NOT_FOUND', { places: unknown });
  const end = sections.reduce((sum, section) => sum + section.places, 0);
  const all = Array.from({ length: end }, (_, place) => place);
  const byId = all.filter((place) => seatIds.includes(idOf(place)));
  const named = [...byId, ...places];
  const taken = named.filter((place) => !house.isFree(place));
  if (taken.length > 0) {
    throw refusalWith('SEAT_UNAVAILABLE', { seatIds: taken.map(idOf), places: taken });
  }
  const chosen = [...named];
  for (const { section, quantity } of general) {
    const found = sections.find(({ name, kind }) => name === section && kind === 'GENERAL');
    if (!found) throw refusalWith('SECTION_NOT_FOUND', { section });
    const free = all
      .slice(found.firstPlace, found.firstPlace + found.places)
      .filter((place) => house.isFree(place) && !chosen.includes(place));
    if (free.length < quantity) {
      throw refusalWith('NOT_ENOUGH_LEFT', { section, available: free.length });
    }
    chosen.push(...free.slice(0, quantity));
  }
  return chosen.sort((one, other) => one - other);
}

/** The first seats side by side in the order of the chart. */
function chooseBest(house: FakeHouse, wish: HoldBestInput): number[] {
  const { quantity, sections, categories, maxPrice = Number.POSITIVE_INFINITY } = wish;
  const fitting = (house.chart as Chart).sections.filter(
    ({ name, category, price }) =>
      (sections?.includes(name) ?? true) &&
      (categories?.includes(category) ?? true) &&
      price <= maxPrice,
  );
  let largest = 0;
  const free: number[] = [];
  for (const row of fitting.flatMap(({ rows }) => rows)) {
    let run: number[] = [];
    for (const place of placesIn(row)) {
      if (house.isFree(place)) {
        run.push(place);
        free.push(place);
      } else run = [];
      if (run.length === quantity) return run;
      largest = Math.max(largest, run.length);
      if (row.aisleAfter.includes(place)) run = [];
    }
  }
  if (free.length < quantity) {
    throw refusalWith('NOT_ENOUGH_LEFT', { section: null, available: free.length });
  }
  if (wish.apart) return free.slice(0, quantity);
  throw refusalWith('NOT_ENOUGH_TOGETHER', { quantity, largest });
}

const placesIn = ({ firstPlace, count }: RowOfChart): number[] =>
  Array.from({ length: count }, (_, index) => firstPlace + index);
