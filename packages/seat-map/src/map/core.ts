import type { SeatAvailability } from '../chart/chart.ts';
import { placesOf } from '../chart/places.ts';
import type { Issue } from '../choosing/rules.ts';
import type { Scene } from '../drawing/scene.ts';
import { readTheme } from '../drawing/theme.ts';
import { english } from '../messages/english.ts';
import { infoOf, priceFormat } from '../messages/place-info.ts';
import { Availability } from '../state/availability.ts';
import { filterOf, type IsPlace, type SeatFilter, targetOf } from '../state/filter.ts';
import { Choice, type ChoiceRules } from './choice.ts';
import type { Notice, PlaceInfo, SeatMapOptions, Selection } from './options.ts';

/** What a map shows after a change. */
export interface CoreHooks {
  /** Seats and sections are other ones now. */
  availabilityChanged: (places: readonly number[], sections: Iterable<number>) => void;
  choiceChanged: () => void;
  filterChanged: () => void;
  noticeChanged: (notice: Notice | null) => void;
  /** The choice breaks a rule. */
  issueFound: (issue: Issue) => void;
  /** The user, or the page, chose something else. */
  chosen: (selection: Selection) => void;
  /** Chosen seats were taken by somebody else; the others are still chosen. */
  lost: (seats: readonly number[]) => void;
}

/** What goes on when the parts of a map are made anew. */
export interface Kept {
  availability: Availability;
  choice: Choice;
  filter: SeatFilter;
}

/** The state of a map and what changes it, apart from how it is shown. */
export class Core {
  options: SeatMapOptions;
  readonly scene: Scene;
  readonly choice: Choice;
  filter: SeatFilter;
  notice: Notice | null = null;
  issues: Issue[] = [];
  #isWanted: IsPlace | null = null;
  #told = '';
  readonly #hooks: CoreHooks;

  constructor(
    { options, probe, kept }: { options: SeatMapOptions; probe: HTMLElement; kept: Kept | null },
    hooks: CoreHooks,
  ) {
    this.options = options;
    this.#hooks = hooks;
    const { chart, formatPrice } = options;
    const places = placesOf(chart);
    const availability = kept?.availability ?? new Availability(places);
    const { messages = english } = options;
    this.scene = {
      ...{ chart, places, availability, messages, hasFont: true },
      theme: readTheme(probe, places.categories.length),
      price: formatPrice
        ? (amount) => formatPrice(amount, chart.currency)
        : priceFormat(messages, chart.currency),
      isBright: () => true,
      houseBelow: options.houseBelow ?? 5,
    };
    this.choice = kept?.choice ?? new Choice(places, availability);
    this.filter = kept?.filter ?? options.filter ?? {};
    this.readFilter();
    if (kept) return;
    availability.apply(options.availability);
    if (options.selected) this.choice.replace(options.selected, this.rules.limit);
    this.issues = this.choice.issues(this.rules);
  }

  get rules(): ChoiceRules {
    const { partySize = null, limit = Infinity, rules, chart } = this.options;
    return {
      partySize,
      limit,
      rules: rules ?? (chart.orphanRule === 'refuse' ? ['noOrphan'] : []),
    };
  }

  get selection(): Selection {
    const { places } = this.scene;
    const seats = [...this.choice.chosen].sort((a, b) => a - b);
    const standing = [...this.choice.standing].map(([index, quantity]) => ({
      section: places.sections[index],
      quantity,
    }));
    const infos = seats.flatMap((place) => this.infoOf(place) ?? []);
    return {
      places: seats,
      general: standing.map(({ section, quantity }) => ({
        section: section?.name ?? '',
        quantity,
      })),
      seats: infos,
      quantity: this.choice.quantity,
      amount:
        infos.reduce((sum, { price }) => sum + price, 0) +
        standing.reduce((sum, { section, quantity }) => sum + (section?.price ?? 0) * quantity, 0),
      currency: this.scene.chart.currency,
      issues: this.issues,
    };
  }

  infoOf(place: number): PlaceInfo | null {
    return infoOf(this.scene, place, this.isChosen(place));
  }

  isChosen(place: number): boolean {
    return this.choice.chosen.includes(place) || this.choice.standing.has(this.#standingOf(place));
  }

  /** Whether a place fits the filter. */
  isWanted(place: number): boolean {
    return this.#isWanted?.(place) ?? true;
  }

  setFilter(filter: SeatFilter): void {
    this.filter = filter;
    this.readFilter();
    this.#hooks.filterChanged();
    this.options.onFilter?.(filter);
  }

  /** Works out what is drawn bright: what fits the filter and is in the spotlight. */
  readFilter(): void {
    const { scene, options } = this;
    this.#isWanted = filterOf(scene.places, this.filter);
    const isLit = options.spotlight ? targetOf(scene.places, options.spotlight) : null;
    scene.isBright = (place) => this.isWanted(place) && (isLit?.(place) ?? true);
  }

  apply(answer: SeatAvailability): void {
    const { places, sections } = this.scene.availability.apply(answer);
    const { seats, hasFewer } = this.choice.dropTaken();
    this.#hooks.availabilityChanged(places, sections);
    // Of seats that are lost there is more to say than what is still chosen.
    this.choiceChanged(hasFewer && seats.length === 0);
    if (seats.length > 0) this.#hooks.lost(seats);
  }

  /** Takes in that something else is chosen. `isTold`: screen readers hear it. */
  choiceChanged(isTold = true): void {
    const selection = this.#checked();
    const content = JSON.stringify([selection.places, selection.general, selection.issues]);
    if (content === this.#told) return;
    this.#told = content;
    this.#hooks.choiceChanged();
    const [issue] = this.issues;
    if (issue) this.#hooks.issueFound(issue);
    else if (this.notice && this.notice.kind !== 'LOST') this.tell(null);
    if (isTold && !issue) this.#hooks.chosen(selection);
    this.options.onSelect?.(selection);
  }

  /** Remembers what is chosen at first, so that only later changes are told. */
  begin(): void {
    const { places, general, issues } = this.#checked();
    this.#told = JSON.stringify([places, general, issues]);
  }

  /** Chooses exactly these seats beside the standing places. */
  choose(places: readonly number[]): void {
    this.choice.chosen = [...places];
    this.tell(null);
    this.choiceChanged();
  }

  tell(notice: Notice | null): void {
    if (notice === null && this.notice === null) return;
    this.notice = notice;
    this.#hooks.noticeChanged(notice);
    this.options.onNotice?.(notice);
  }

  #checked(): Selection {
    this.issues = this.choice.issues(this.rules);
    return this.selection;
  }

  #standingOf(place: number): number {
    const index = this.scene.places.sectionOf[place] ?? -1;
    return this.scene.places.sections[index]?.kind === 'GENERAL' ? index : -1;
  }
}
