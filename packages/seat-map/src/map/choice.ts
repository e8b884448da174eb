import { isPlace, type Places } from '../chart/places.ts';
import { type Issue, issueOf, type Rule } from '../choosing/rules.ts';
import { seatParty } from '../choosing/runs.ts';
import type { Availability } from '../state/availability.ts';
import type { IsPlace } from '../state/filter.ts';
import type { Selection } from './options.ts';

export interface ChoiceRules {
  partySize: number | null;
  limit: number;
  rules: readonly Rule[];
}

/** What became of a tap. */
export type TapResult = 'CHANGED' | 'NOTHING' | 'TOO_MANY' | { largest: number };

/** What is chosen: seats in the order of the choice, and how many of each standing area. */
export class Choice {
  chosen: number[] = [];
  /** By the index of the section. */
  readonly standing = new Map<number, number>();
  readonly #places: Places;
  readonly #availability: Availability;

  constructor(places: Places, availability: Availability) {
    this.#places = places;
    this.#availability = availability;
  }

  get quantity(): number {
    return [...this.standing.values()].reduce((sum, count) => sum + count, this.chosen.length);
  }

  /** A tap on a seat: the whole party, or the one seat. */
  tap(place: number, { partySize, limit }: ChoiceRules, isWanted: IsPlace): TapResult {
    if (this.chosen.includes(place)) {
      this.chosen = partySize === null ? this.chosen.filter((each) => each !== place) : [];
      return 'CHANGED';
    }
    if (!this.#availability.isAvailable(place) || !isWanted(place)) return 'NOTHING';
    if (partySize === null) {
      if (this.quantity >= limit) return 'TOO_MANY';
      this.chosen = [...this.chosen, place];
      return 'CHANGED';
    }
    const party = this.partyAt(place, partySize, isWanted);
    if (!party) return { largest: this.#largestRun(place, isWanted) };
    if (party.length + this.quantity - this.chosen.length > limit) return 'TOO_MANY';
    this.chosen = party;
    return 'CHANGED';
  }

  partyAt(place: number, size: number, isWanted: IsPlace): number[] | null {
    const isFree = (each: number) => this.#availability.isAvailable(each);
    return isFree(place) && isWanted(place)
      ? seatParty(this.#places, { seat: place, size, isWanted }, isFree)
      : null;
  }

  /** Chooses exactly these, as far as they can be had. */
  replace(
    { places = [], general = [] }: Pick<Partial<Selection>, 'places' | 'general'>,
    limit: number,
  ): void {
    this.standing.clear();
    this.chosen = [...new Set(places)]
      .filter((place) => isPlace(this.#places, place) && this.#availability.isAvailable(place))
      .slice(0, limit);
    for (const { section, quantity } of general) {
      const index = this.#places.sections.findIndex(({ name }) => name === section);
      if (index >= 0) this.setStanding(index, quantity, limit);
    }
  }

  /** Sets how many of a standing area are chosen: as many as are left and may be. */
  setStanding(section: number, quantity: number, limit: number): void {
    const others = this.quantity - (this.standing.get(section) ?? 0);
    const most = Math.min(this.#availability.left[section] ?? 0, limit - others);
    const count = Math.max(0, Math.min(quantity, most));
    if (count === 0) this.standing.delete(section);
    else this.standing.set(section, count);
  }

  /** Gives up what somebody else has taken. Returns the seats that are lost; those that are the user's now are not. */
  dropTaken(): number[] {
    const isKept = (place: number) => this.#availability.isAvailable(place);
    const gone = this.chosen.filter((place) => !isKept(place));
    if (gone.length > 0) this.chosen = this.chosen.filter(isKept);
    for (const [section, count] of this.standing) this.setStanding(section, count, Infinity);
    return gone.filter((place) => !this.#availability.mine.has(place));
  }

  /** The rules that the choice breaks. */
  issues({ rules, limit }: ChoiceRules): Issue[] {
    const choice = { places: [...this.chosen].sort((a, b) => a - b), quantity: this.quantity };
    const isFree = (place: number) => this.#availability.isAvailable(place);
    const broken = rules.flatMap(
      (rule) => issueOf(rule, { places: this.#places, choice }, isFree) ?? [],
    );
    if (choice.quantity <= limit) return broken;
    return [...broken, { kind: 'TOO_MANY', places: [], instead: null, limit }];
  }

  #largestRun(place: number, isWanted: IsPlace): number {
    const row = this.#places.rows[this.#places.rowOf[place] ?? -1];
    let [largest, run] = [0, 0];
    for (let seat = row?.first ?? 0; row && seat < row.first + row.count; seat++) {
      const isNext = run === 0 || this.#places.stretchOf[seat] === this.#places.stretchOf[seat - 1];
      const isFree = this.#availability.isAvailable(seat) && isWanted(seat);
      run = isFree ? (isNext ? run + 1 : 1) : 0;
      largest = Math.max(largest, run);
    }
    return largest;
  }
}
