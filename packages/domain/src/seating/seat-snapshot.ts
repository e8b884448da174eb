import { ChangeLog } from './snapshot/change-log.ts';
import { Holders } from './snapshot/holders.ts';
import { Lapses } from './snapshot/lapses.ts';

/** The state of a place. The letters are those of `concert.availability`. */
export const STATES = ['A', 'H', 'S', 'B'] as const;
export type SeatState = (typeof STATES)[number];

/** What the database says of a place. */
export interface PlaceState {
  place: number;
  state: SeatState;
  /** When the hold ends, in milliseconds since 1970; null unless the state is H. */
  expires: number | null;
  /** Who holds it or has paid for it. */
  holder: string | null;
}

/** A standing area: the letter of its places is always `-`, and how many are left is counted. */
export interface StandingArea {
  section: string;
  firstPlace: number;
  places: number;
}

const [FREE, HELD, SOLD, BLOCKED] = [0, 1, 2, 3] as const;
const CODES: Record<SeatState, number> = { A: FREE, H: HELD, S: SOLD, B: BLOCKED };
const LETTERS = STATES.map((state) => state.charCodeAt(0));
const NEVER = Number.POSITIVE_INFINITY;

/** How many places are in each state. */
export interface Counts {
  available: number;
  held: number;
  sold: number;
  blocked: number;
}

/**
 * The places of one performance in memory, as the database had them at one moment, with holds that lapse at their
 * instant. Every change gives the places that changed the next version, so that a reader gets what changed since
 * the version it has. All that is asked for often is kept up to date with each change: no reader goes through all
 * places.
 */
export class SeatSnapshot {
  readonly performanceId: string;
  readonly #states: Uint8Array;
  /** The letters of all places, in Latin-1. */
  readonly #letters: Buffer;
  readonly #holders: Holders;
  readonly #counts: [number, number, number, number] = [0, 0, 0, 0];
  /** When the holds end that have an end. */
  readonly #ends = new Map<number, number>();
  readonly #lapses = new Lapses();
  readonly #changes: ChangeLog;
  readonly #standing: { area: StandingArea; available: number }[];
  #version: number;
  #prices = '';
  #text: { version: number; letters: string } | null = null;

  /**
   * All places are available at first.
   *
   * @param firstVersion no other process gives this version, nor one of the versions that follow it
   */
  constructor(
    performanceId: string,
    places: number,
    { firstVersion, standing = [] }: { firstVersion: number; standing?: StandingArea[] },
  ) {
    this.performanceId = performanceId;
    this.#states = new Uint8Array(places);
    this.#letters = Buffer.alloc(places, 'A', 'latin1');
    this.#holders = new Holders(places);
    this.#changes = new ChangeLog(places, firstVersion);
    this.#version = firstVersion;
    this.#counts[FREE] = places;
    this.#standing = standing.map((area) => ({ area, available: area.places }));
    for (const area of standing) {
      this.#letters.fill('-', area.firstPlace, area.firstPlace + area.places);
    }
  }

  get places(): number {
    return this.#states.length;
  }

  get version(): number {
    return this.#version;
  }

  /** Whether what changed since a version is known here. */
  knows(version: number): boolean {
    return version >= this.#changes.firstVersion && version <= this.#version;
  }

  get counts(): Counts {
    const [available, held, sold, blocked] = this.#counts;
    return { available, held, sold, blocked };
  }

  /** How many places each standing area has left. */
  get general(): { section: string; available: number }[] {
    return this.#standing.map(({ area: { section }, available }) => ({ section, available }));
  }

  /** Other prices than before: who has a version from before gets everything anew. */
  setPrices(prices: readonly number[]): void {
    const text = prices.join();
    if (text === this.#prices) return;
    if (this.#prices !== '') {
      this.#version += 1;
      this.#changes.clear(this.#version);
    }
    this.#prices = text;
  }

  isFree(place: number): boolean {
    return this.#states[place] === FREE;
  }

  /** 1 for each place that is free, else 0. */
  freePlaces(): Uint8Array {
    return this.#states.map((state) => Number(state === FREE));
  }

  /** A letter for each place. */
  get letters(): string {
    if (this.#text?.version !== this.#version) {
      this.#text = { version: this.#version, letters: this.#letters.toString('latin1') };
    }
    return this.#text.letters;
  }

  stateOf(place: number): SeatState {
    return STATES[this.#states[place] ?? FREE] ?? 'A';
  }

  /** The places of a user, in order. */
  placesOf(userId: string): number[] {
    return this.#holders.placesOf(userId);
  }

  /** The places that changed after a version, in order. */
  changedSince(version: number): number[] {
    return this.#changes.since(version);
  }

  /**
   * Takes over what the database says, and lets holds lapse whose time is over.
   *
   * @param time in milliseconds since 1970
   */
  apply(changes: readonly PlaceState[], time: number): void {
    const next = this.#version + 1;
    let changed = false;
    for (const change of changes) changed = this.#set(change, next) || changed;
    changed = this.#lapse(time, next) || changed;
    if (changed) this.#version = next;
  }

  #set({ place, state, expires, holder }: PlaceState, version: number): boolean {
    const before = this.#states[place];
    if (before === undefined) return false;
    const code = CODES[state];
    this.#setEnd(place, code === HELD ? (expires ?? NEVER) : NEVER);
    const isOther = this.#holders.set(place, code === HELD || code === SOLD ? holder : null);
    if (before === code && !isOther) return false;
    this.#states[place] = code;
    this.#counts[before as 0] -= 1;
    this.#counts[code as 0] += 1;
    if (this.#letters[place] === DASH) this.#countStanding(place, before, code);
    else this.#letters[place] = LETTERS[code] ?? 0;
    this.#changes.add(version, place);
    return true;
  }

  #setEnd(place: number, end: number): void {
    if (end === NEVER) this.#ends.delete(place);
    else if (this.#ends.get(place) !== end) {
      this.#ends.set(place, end);
      this.#lapses.add(place, end);
    }
  }

  #countStanding(place: number, before: number, code: number): void {
    const standing = this.#standing.find(
      ({ area: { firstPlace, places } }) => place >= firstPlace && place < firstPlace + places,
    );
    const step = Number(code === FREE) - Number(before === FREE);
    if (standing) standing.available += step;
  }

  #lapse(time: number, version: number): boolean {
    // Nothing lapses before the first reading of the database's clock, when the time is NaN.
    let changed = false;
    while (this.#lapses.next <= time) {
      const place = this.#lapses.take() ?? 0;
      // It may have been paid for, released or extended since.
      if ((this.#ends.get(place) ?? NEVER) > time) continue;
      const free = { place, state: 'A', expires: null, holder: null } as const;
      changed = this.#set(free, version) || changed;
    }
    return changed;
  }
}

const DASH = '-'.charCodeAt(0);
