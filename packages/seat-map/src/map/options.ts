import type { SeatAvailability, SeatChart } from '../chart/chart.ts';
import type { Box } from '../chart/shapes.ts';
import type { BestWish } from '../choosing/best.ts';
import type { Issue, Rule } from '../choosing/rules.ts';
import type { Drawing, Level } from '../drawing/scene.ts';
import type { Messages, SeatStateWord } from '../messages/messages.ts';
import type { SeatFilter, Target } from '../state/filter.ts';

/** A seat, or the first place of a standing area. */
export interface PlaceInfo {
  place: number;
  section: string;
  category: string;
  kind: 'SEATED' | 'GENERAL';
  /** Empty for a standing area. */
  row: string;
  /** What stands on the seat; empty for a standing area. */
  number: string;
  /** Minor units. */
  price: number;
  state: SeatStateWord;
  accessible: boolean;
  companion: boolean;
  restrictedView: boolean;
}

/** What is chosen. `places` and `general` fit the input of Frontrow's `reservation.hold`. */
export interface Selection {
  /** Place numbers, in order. */
  places: number[];
  general: { section: string; quantity: number }[];
  /** The chosen seats, in order. */
  seats: PlaceInfo[];
  /** Seats and standing places together. */
  quantity: number;
  /** Minor units of all of them. */
  amount: number;
  currency: string;
  /** The rules that it breaks; empty: it may be held. */
  issues: Issue[];
}

/** Something to tell the user, with what can be done about it. Null words are shown nowhere. */
export interface Notice {
  kind: Issue['kind'] | 'NO_RUN' | 'LOST' | 'BEST' | 'NO_BEST';
  text: string;
  /** Place numbers that it is about. */
  places: number[];
  actions: { label: string; run: () => void }[];
}

/** A part of the map: shown in its own place, in an element of the page, or not at all. */
export type Part = boolean | HTMLElement;

export interface SeatMapOptions {
  chart: SeatChart;
  /** A whole answer at first; later also answers that tell only what changed. */
  availability: SeatAvailability;
  /** A tap seats so many side by side. Null, which is the default: each tap takes one seat or gives it back. */
  partySize?: number | null | undefined;
  /** The most places that may be chosen. */
  limit?: number | undefined;
  /** Rules beside `limit`. Default: `noOrphan` if the chart's `orphanRule` is `refuse`. */
  rules?: readonly Rule[] | undefined;
  /** What is chosen at first. Places that cannot be had are left out. */
  selected?: Pick<Partial<Selection>, 'places' | 'general'> | undefined;
  filter?: SeatFilter | undefined;
  /** What the page points at; everything else is drawn at a quarter of its strength. */
  spotlight?: Target | null | undefined;
  /** True: nothing can be chosen. */
  readOnly?: boolean | undefined;
  /** Default: `english`. `korean` is another export, so that it is loaded only where it is used. */
  messages?: Messages | undefined;
  /** Default: the currency's format in the language of the messages. */
  formatPrice?: ((amount: number, currency: string) => string) | undefined;
  /** Below so many pixels between two seats the sections are drawn instead. Default 5. */
  houseBelow?: number | undefined;
  /** Which parts are shown. Default: all, in their own places. */
  parts?:
    | {
        legend?: Part | undefined;
        list?: Part | undefined;
        controls?: boolean | undefined;
        fullScreen?: boolean | undefined;
        minimap?: boolean | undefined;
        tooltip?: boolean | undefined;
        notices?: boolean | undefined;
      }
    | undefined;
  /** After each change of what is chosen. */
  onSelect?: ((selection: Selection) => void) | undefined;
  /** Chosen places were taken by somebody else, and are not chosen any more. */
  onLost?: ((lost: { places: PlaceInfo[]; instead: PlaceInfo | null }) => void) | undefined;
  /** Something to tell the user, or null when it is over. */
  onNotice?: ((notice: Notice | null) => void) | undefined;
  /** The seat under the mouse or the keyboard; null: none. */
  onPoint?: ((place: PlaceInfo | null) => void) | undefined;
  /** A tap on a seat or standing area, whatever comes of it. */
  onTap?: ((place: PlaceInfo) => void) | undefined;
  /** A section was tapped while the whole house was shown. */
  onSection?: ((section: string) => void) | undefined;
  onFilter?: ((filter: SeatFilter) => void) | undefined;
  /** After a change of what part of the chart is shown: its box, and the pixels between two seats. */
  onView?: ((view: { level: Level; pitch: number; box: Box }) => void) | undefined;
  onFullScreen?: ((isFull: boolean) => void) | undefined;
  /** After each frame: for measurements. */
  onDraw?: ((drawing: Drawing) => void) | undefined;
}

/** A map on the page. */
export interface SeatMap {
  /** Resolves when it can be used. It is drawn before: what people touch is a file of its own, loaded afterwards. */
  readonly ready: Promise<void>;
  readonly selection: Selection;
  /** Changes options. Those that are left out stay as they are. A new chart begins anew. */
  set(options: Partial<SeatMapOptions>): void;
  /** Takes an answer of the server in: a whole one, or what changed since the one before. */
  apply(availability: SeatAvailability): void;
  /** Chooses these places instead of what is chosen. Places that cannot be had are left out. */
  select(choice: Pick<Partial<Selection>, 'places' | 'general'>): void;
  /** The best seats by the rules of `reservation.holdBest`, or null. Nothing is chosen by it. */
  findBest(wish: BestWish): PlaceInfo[] | null;
  /** Chooses the best seats, shows them and says where they are. */
  chooseBest(wish?: Partial<BestWish>): void;
  /** Draws rings around places, such as those of `findBest`. */
  preview(places: readonly number[]): void;
  /** Shows the whole house, what is chosen, or a target. */
  zoomTo(target: 'house' | 'selection' | Target): void;
  zoomBy(factor: number): void;
  openList(isOpen?: boolean): void;
  /** Resolves when the browser has done it. */
  setFullScreen(isFull: boolean): Promise<void>;
  placeInfo(place: number): PlaceInfo | null;
  /** The point of a seat in CSS pixels from the upper left corner of the map; null if the chart has no such place. */
  pointOf(place: number): { x: number; y: number } | null;
  focus(): void;
  /** Reads the colours again: after a change of the tokens that no attribute of the element's ancestors tells. */
  refreshTheme(): void;
  destroy(): void;
}
