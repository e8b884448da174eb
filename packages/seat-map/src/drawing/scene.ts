import { ACCESSIBLE, COMPANION, RESTRICTED_VIEW } from '@frontrow/contract/chart/layout';
import type { SeatChart } from '../chart/chart.ts';
import { type Places, sectionWith } from '../chart/places.ts';
import type { Messages } from '../messages/messages.ts';
import { AVAILABLE, type Availability, HELD, SOLD } from '../state/availability.ts';
import type { IsPlace } from '../state/filter.ts';
import {
  availableGlyph,
  dimBy,
  heldGlyph,
  PLAIN,
  RESTRICTED,
  soldGlyph,
  WHEELCHAIR,
  WITH_WHEELCHAIR,
} from './glyphs.ts';
import type { Theme } from './theme.ts';

/** `house`: the shapes of sections. `dots`: seats by their state. `seats`: with what stands on them. */
export type Level = 'house' | 'dots' | 'seats';

/** What one frame drew. */
export interface Drawing {
  level: Level;
  /** Seats that were drawn; seats that were copied from an earlier drawing do not count. */
  places: number;
  /** Pixels of the device that were touched below the marks. */
  pixels: number;
  milliseconds: number;
  /** False while the scale changes or a part is still missing: another frame follows. */
  isComplete: boolean;
}

/** Everything that drawing reads. */
export interface Scene {
  chart: SeatChart;
  places: Places;
  availability: Availability;
  theme: Theme;
  messages: Messages;
  price: (amount: number) => string;
  /** False: drawn at a quarter of its strength. */
  isBright: IsPlace;
  /** Below this pitch, in CSS pixels, sections are drawn instead of seats. */
  houseBelow: number;
  /** Whether text may be drawn: its font is there. */
  hasFont: boolean;
}

/** From this pitch on, in CSS pixels, it is the level of seats, whose rows are named at the edge too. */
export const SEATS_FROM = 14;
/** From these on rows have their names, and seats their numbers. */
export const ROW_NAMES_FROM = 10;
export const NUMBERS_FROM = 26;

/** The glyph of a seat; -1: nothing is drawn. */
export function glyphOf({ places, availability, isBright }: Scene, place: number): number {
  const categories = places.categories.length;
  const letter = availability.letters[place];
  let glyph = -1;
  if (letter === AVAILABLE) {
    const colour = sectionWith(places, place)?.colour ?? 0;
    glyph = availableGlyph(colour, kindOf(places.flags[place] ?? 0));
  } else if (letter === HELD) glyph = heldGlyph(categories);
  else if (letter === SOLD) glyph = soldGlyph(categories);
  return glyph < 0 || isBright(place) ? glyph : glyph + dimBy(categories);
}

export function kindOf(flags: number): number {
  if (flags & ACCESSIBLE) return WHEELCHAIR;
  if (flags & COMPANION) return WITH_WHEELCHAIR;
  return flags & RESTRICTED_VIEW ? RESTRICTED : PLAIN;
}
