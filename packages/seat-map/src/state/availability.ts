import type { SeatAvailability } from '../chart/chart.ts';
import { isPlace, type Places } from '../chart/places.ts';

export const AVAILABLE = 65;
export const HELD = 72;
export const SOLD = 83;
export const NOT_FOR_SALE = 66;
const STANDING = 45;

/** What changed by an answer. */
export interface Change {
  places: number[];
  /** The indexes of sections of which the count of what is left changed. */
  sections: Set<number>;
}

/** Which places can be had now. */
export class Availability {
  /** The letter of each place, as its character code. */
  readonly letters: Uint8Array;
  readonly mine: Set<number> = new Set();
  /** How many places each section has left. */
  readonly left: number[];
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
    this.letters = new Uint8Array(places.places).fill(NOT_FOR_SALE);
    this.left = places.sections.map(() => 0);
  }

  /** Takes an answer in, a whole one or what changed. */
  apply({ places, changed = [], general, mine }: SeatAvailability): Change {
    const change: Change = { places: [], sections: new Set() };
    if (places !== undefined) {
      const count = Math.min(places.length, this.letters.length);
      for (let place = 0; place < count; place++)
        this.#set(place, places.charCodeAt(place), change);
    }
    for (const [place, letter] of changed) {
      if (isPlace(this.#places, place)) this.#set(place, letter.charCodeAt(0), change);
    }
    for (const { section, available } of general) {
      const index = this.#places.sections.findIndex(({ name }) => name === section);
      if (this.left[index] === undefined || this.left[index] === available) continue;
      this.left[index] = available;
      change.sections.add(index);
    }
    this.#setMine(mine, change);
    return change;
  }

  isAvailable(place: number): boolean {
    return this.letters[place] === AVAILABLE;
  }

  /** Whether a seat, or anything in a standing area, can be had. */
  hasAny(place: number): boolean {
    if (this.letters[place] !== STANDING) return this.isAvailable(place);
    return this.leftAt(place) > 0;
  }

  /** How many places a section has left, by its index. */
  leftIn(section: number): number {
    return this.left[section] ?? 0;
  }

  /** How many places the section of a place has left. */
  leftAt(place: number): number {
    return this.leftIn(this.#places.sectionOf[place] ?? -1);
  }

  #set(place: number, letter: number, change: Change): void {
    const before = this.letters[place];
    if (before === letter) return;
    this.letters[place] = letter;
    if (letter === STANDING) return;
    change.places.push(place);
    if (before !== AVAILABLE && letter !== AVAILABLE) return;
    const section = this.#places.sectionOf[place] ?? 0;
    this.left[section] = (this.left[section] ?? 0) + (letter === AVAILABLE ? 1 : -1);
    change.sections.add(section);
  }

  #setMine(mine: readonly number[], change: Change): void {
    const now = new Set(mine);
    for (const place of this.mine) if (!now.has(place)) change.places.push(place);
    for (const place of now) if (!this.mine.has(place)) change.places.push(place);
    this.mine.clear();
    for (const place of now) this.mine.add(place);
  }
}
