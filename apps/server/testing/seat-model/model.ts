import type { ReservationView } from '@frontrow/contract/reservation';
import { bestByRule, orphansByRule, seatsOf } from './oracle.ts';
import { HOLD_LIMIT, ROWS, SEATS, STANDING } from './steps.ts';

/** A reservation as the answers told it. Times are milliseconds since 1970. */
export interface Kept {
  id: string;
  user: number;
  places: number[];
  status: 'HELD' | 'PAID' | 'RELEASED' | 'REFUNDED';
  expiresAt: number;
  paymentId: string | null;
}

/** What a call to hold asks for, after its picks are resolved. */
export type Wanted = { user: number; replaces: Kept | 'unknown' | null } & (
  | { seats: number[]; standing: number }
  | { quantity: number; accessible: boolean; apart: boolean; cheap: boolean }
);

/** What the call must answer. `standing` places are any free ones. */
export type Expected =
  | { places: number[]; standing: number }
  | { code: string; details?: Record<string, unknown> };

const seats = seatsOf(ROWS);

/** The house as the contract says it must be: what follows from the answers so far. */
export class SeatModel {
  readonly orphanRule: 'off' | 'refuse';
  now = 0;
  reservations: Kept[] = [];
  readonly blocked = new Set<number>();
  /** Which standing places are blocked is not told. */
  blockedStanding = 0;

  constructor(orphanRule: 'off' | 'refuse') {
    this.orphanRule = orphanRule;
  }

  copy(): SeatModel {
    const copy = new SeatModel(this.orphanRule);
    copy.now = this.now;
    copy.reservations = this.reservations.map((each) => ({ ...each }));
    for (const place of this.blocked) copy.blocked.add(place);
    copy.blockedStanding = this.blockedStanding;
    return copy;
  }

  /** Tells the model of a new hold, and of the one that it replaces. */
  keep({ user, replaces }: Wanted, view: ReservationView): void {
    if (replaces && replaces !== 'unknown') replaces.status = 'RELEASED';
    this.reservations.push({
      ...{ id: view.id, user, status: 'HELD', paymentId: null },
      places: view.seats.map(({ place }) => place),
      expiresAt: view.holdExpiresAt.getTime(),
    });
  }

  isLive = ({ status, expiresAt }: Kept): boolean => status === 'HELD' && expiresAt > this.now;

  /** The letter of each seat, and how many standing places are available. */
  get letters(): string {
    return Array.from({ length: SEATS }, (_, place) => this.#letterOf(place)).join('');
  }

  get standingLeft(): number {
    return STANDING - this.blockedStanding - this.takenStanding.length;
  }

  get takenStanding(): number[] {
    return this.#owning.flatMap(({ places }) => places.filter((place) => place >= SEATS));
  }

  get #owning(): Kept[] {
    return this.reservations.filter((each) => each.status === 'PAID' || this.isLive(each));
  }

  #letterOf(place: number): string {
    if (this.blocked.has(place)) return 'B';
    const owner = this.#owning.find(({ places }) => places.includes(place));
    return owner ? (owner.status === 'PAID' ? 'S' : 'H') : 'A';
  }

  /** What the contract says of `reservation.hold` and `holdBest`, refusals in its order. */
  expect(wanted: Wanted): Expected {
    const { user, replaces } = wanted;
    if (replaces === 'unknown' || (replaces && replaces.user !== user)) {
      return { code: 'RESERVATION_NOT_FOUND' };
    }
    if (replaces?.status === 'PAID') return { code: 'ALREADY_PAID' };
    if (replaces && !this.isLive(replaces)) return { code: 'HOLD_EXPIRED' };
    const unknown = 'seats' in wanted ? wanted.seats.filter((place) => place >= SEATS) : [];
    if (unknown.length > 0) return { code: 'PLACE_NOT_FOUND', details: { places: unknown } };
    const owned = this.#owning.filter((each) => each.user === user && each !== replaces);
    const count = 'seats' in wanted ? wanted.seats.length + wanted.standing : wanted.quantity;
    if (owned.reduce((sum, { places }) => sum + places.length, count) > HOLD_LIMIT) {
      return { code: 'HOLD_LIMIT_EXCEEDED', details: { limit: HOLD_LIMIT } };
    }
    const old = new Set(replaces?.places);
    const free = new Set(
      seats
        .map(({ place }) => place)
        .filter((place) => old.has(place) || this.#letterOf(place) === 'A'),
    );
    return 'seats' in wanted ? this.#expectNamed(wanted, { free, old }) : expectBest(wanted, free);
  }

  #expectNamed(
    wanted: { seats: number[]; standing: number },
    { free, old }: { free: Set<number>; old: Set<number> },
  ): Expected {
    const taken = wanted.seats.filter((place) => !free.has(place));
    if (taken.length > 0) return { code: 'SEAT_UNAVAILABLE' };
    const available = this.standingLeft + [...old].filter((place) => place >= SEATS).length;
    if (available < wanted.standing) {
      return { code: 'NOT_ENOUGH_LEFT', details: { section: 'Pit', available } };
    }
    const orphans = orphansByRule(seats, free, new Set(wanted.seats));
    if (this.orphanRule === 'refuse' && orphans.length > 0) {
      return { code: 'LEAVES_ORPHAN', details: { places: orphans } };
    }
    return { places: wanted.seats, standing: wanted.standing };
  }
}

function expectBest(
  wanted: { quantity: number; accessible: boolean; apart: boolean; cheap: boolean },
  free: Set<number>,
): Expected {
  const candidates = wanted.cheap ? new Set<number>() : free;
  const best = bestByRule(seats, { free, candidates }, wanted);
  if ('places' in best) return { places: best.places, standing: 0 };
  if ('available' in best) {
    return { code: 'NOT_ENOUGH_LEFT', details: { section: null, available: best.available } };
  }
  const { quantity } = wanted;
  return { code: 'NOT_ENOUGH_TOGETHER', details: { quantity, largest: best.largest } };
}
