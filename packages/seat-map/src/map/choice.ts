import { isPlace, type Places } from '../chart/places.ts';
import { type Issue, issueOf, type Rule } from '../choosing/rules.ts';
import type { Availability } from '../state/availability.ts';
import type { Selection } from './options.ts';

export interface ChoiceRules {
  partySize: number | null;
  limit: number;
  rules: readonly Rule[];
}

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
    const most = Math.min(this.#availability.leftIn(section), limit - others);
    const count = Math.max(0, Math.min(quantity, most));
    if (count === 0) this.standing.delete(section);
    else this.standing.set(section, count);
  }

  /**
   * Gives up what somebody else has taken. Returns the seats that are lost; those that are the user's now are not.
   * `hasFewer`: standing places went too.
   */
  dropTaken(): { seats: number[]; hasFewer: boolean } {
    const isKept = (place: number) => this.#availability.isAvailable(place);
    const gone = this.chosen.filter((place) => !isKept(place));
    if (gone.length > 0) this.chosen = this.chosen.filter(isKept);
    const { quantity } = this;
    for (const [section, count] of this.standing) this.setStanding(section, count, Infinity);
    return {
      seats: gone.filter((place) => !this.#availability.mine.has(place)),
      hasFewer: this.quantity < quantity,
    };
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
}
