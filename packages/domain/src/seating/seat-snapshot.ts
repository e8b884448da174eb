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

const [FREE, HELD, SOLD, BLOCKED] = [0, 1, 2, 3] as const;
const CODES: Record<SeatState, number> = { A: FREE, H: HELD, S: SOLD, B: BLOCKED };
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
 * the version it has.
 */
export class SeatSnapshot {
  readonly performanceId: string;
  readonly #states: Uint8Array;
  readonly #expires: Float64Array;
  /** The version with which each place changed last. */
  readonly #versions: Float64Array;
  readonly #holders = new Map<number, string>();
  readonly #placesOf = new Map<string, Set<number>>();
  readonly #counts: [number, number, number, number] = [0, 0, 0, 0];
  /** The earliest end of a hold. */
  #nextLapse = NEVER;
  #version: number;
  /** Older versions are not known here. */
  #firstVersion: number;
  #prices = '';
  #letters: { version: number; text: string | null } = { version: 0, text: null };

  /** @param firstVersion no other process gives this version, nor one of the versions that follow it */
  constructor(performanceId: string, places: number, firstVersion: number) {
    this.performanceId = performanceId;
    this.#states = new Uint8Array(places);
    this.#expires = new Float64Array(places).fill(NEVER);
    this.#versions = new Float64Array(places).fill(firstVersion);
    this.#version = firstVersion;
    this.#firstVersion = firstVersion;
    this.#counts[FREE] = places;
  }

  get places(): number {
    return this.#states.length;
  }

  get version(): number {
    return this.#version;
  }

  /** Whether what changed since a version is known here. */
  knows(version: number): boolean {
    return version >= this.#firstVersion && version <= this.#version;
  }

  get counts(): Counts {
    const [available, held, sold, blocked] = this.#counts;
    return { available, held, sold, blocked };
  }

  /** Other prices than before: who has a version from before gets everything anew. */
  setPrices(prices: readonly number[]): void {
    const text = prices.join();
    if (text === this.#prices) return;
    if (this.#prices !== '') {
      this.#version += 1;
      this.#firstVersion = this.#version;
    }
    this.#prices = text;
  }

  isFree(place: number): boolean {
    return this.#states[place] === FREE;
  }

  /**
   * A text that is made of all places, made once a version for everybody who asks.
   *
   * @param letterOf the letter of a place
   */
  letters(letterOf: (place: number) => string): string {
    if (this.#letters.version !== this.#version || this.#letters.text === null) {
      let text = '';
      for (let place = 0; place < this.places; place++) text += letterOf(place);
      this.#letters = { version: this.#version, text };
    }
    return this.#letters.text ?? '';
  }

  stateOf(place: number): SeatState {
    return STATES[this.#states[place] ?? FREE] ?? 'A';
  }

  /** The places of a user, in order. */
  placesOf(userId: string): number[] {
    return [...(this.#placesOf.get(userId) ?? [])].sort((a, b) => a - b);
  }

  /** The places that changed after a version, in order. */
  changedSince(version: number): number[] {
    const changed: number[] = [];
    if (version >= this.#version) return changed;
    for (let place = 0; place < this.#versions.length; place++) {
      if ((this.#versions[place] ?? 0) > version) changed.push(place);
    }
    return changed;
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
    this.#expires[place] = state === 'H' ? (expires ?? NEVER) : NEVER;
    if (state === 'H') this.#nextLapse = Math.min(this.#nextLapse, expires ?? NEVER);
    const isOther = this.#setHolder(place, code === HELD || code === SOLD ? holder : null);
    if (before === code && !isOther) return false;
    this.#states[place] = code;
    this.#count(before, -1);
    this.#count(code, 1);
    this.#versions[place] = version;
    return true;
  }

  #count(code: number, step: number): void {
    this.#counts[code as 0] += step;
  }

  /** Returns whether the holder is another one. */
  #setHolder(place: number, holder: string | null): boolean {
    const before = this.#holders.get(place) ?? null;
    if (before === holder) return false;
    if (before !== null) {
      const places = this.#placesOf.get(before);
      places?.delete(place);
      if (places?.size === 0) this.#placesOf.delete(before);
      this.#holders.delete(place);
    }
    if (holder !== null) {
      this.#holders.set(place, holder);
      const places = this.#placesOf.get(holder);
      if (places) places.add(place);
      else this.#placesOf.set(holder, new Set([place]));
    }
    return true;
  }

  #lapse(time: number, version: number): boolean {
    if (time < this.#nextLapse) return false;
    let changed = false;
    let next = NEVER;
    for (let place = 0; place < this.#expires.length; place++) {
      const expires = this.#expires[place] ?? NEVER;
      if (expires > time) next = Math.min(next, expires);
      else {
        const free = { place, state: 'A', expires: null, holder: null } as const;
        changed = this.#set(free, version) || changed;
      }
    }
    this.#nextLapse = next;
    return changed;
  }
}
