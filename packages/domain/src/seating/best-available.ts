import {
  ACCESSIBLE,
  COMPANION,
  type Layout,
  RESTRICTED_VIEW,
} from '@frontrow/contract/chart/layout';
import { orphansOf } from '@frontrow/contract/chart/orphans';

/*
 * Best available: a pure choice over a snapshot of the house. The order of what counts is the contract's
 * (`reservation.holdBest`): no place for wheelchairs, side by side, no single place left alone, no restricted view,
 * nearest to the focus, lowest place number.
 */

export interface Wish {
  quantity: number;
  /** At least one place for a wheelchair, the others beside it. */
  accessible: boolean;
  /** Several groups are welcome if there is no single one. */
  apart: boolean;
  /** Whether a place fits the wished sections, categories and price. */
  fits: (place: number) => boolean;
}

export type Choice =
  | { places: number[] }
  /** Fewer places are free than were wished for. */
  | { available: number }
  /** They are free, but not side by side. */
  | { largest: number };

/** @param isFree whether a place may be chosen now */
export function chooseBest(
  layout: Layout,
  { quantity, accessible, apart, fits }: Wish,
  isFree: (place: number) => boolean,
): Choice {
  const candidates = freeSeats(layout, (place) => fits(place) && isFree(place));
  const ordinary = candidates.filter((place) => !isSpecial(layout, place));
  const seats = accessible || ordinary.length < quantity ? candidates : ordinary;
  if (seats.length < quantity) return { available: seats.length };
  const runs = runsOf(layout, seats);
  const needs = accessible ? (place: number) => has(layout, place, ACCESSIBLE) : null;
  const search = { layout, isFree, needs };
  const together = bestWindow(search, runs, quantity);
  if (together) return { places: together };
  const largest = largestRun(search, runs);
  if (!apart) return { largest };
  const places = inGroups(search, runs, quantity);
  return places ? { places } : { largest };
}

interface Search {
  layout: Layout;
  isFree: (place: number) => boolean;
  /** What at least one place of the group has to be; null: nothing. */
  needs: ((place: number) => boolean) | null;
}

function freeSeats({ places, stretchOf }: Layout, isCandidate: (place: number) => boolean) {
  const seats: number[] = [];
  for (let place = 0; place < places; place++) {
    if (stretchOf[place] !== -1 && isCandidate(place)) seats.push(place);
  }
  return seats;
}

/** The longest stretches of the given places that are side by side. */
function runsOf({ stretchOf }: Layout, seats: readonly number[]): number[][] {
  const runs: number[][] = [];
  let run: number[] = [];
  for (const place of seats) {
    const last = run.at(-1);
    const follows = last === place - 1 && stretchOf[last] === stretchOf[place];
    if (follows) run.push(place);
    else {
      run = [place];
      runs.push(run);
    }
  }
  return runs;
}

interface Rated {
  places: number[];
  orphans: number;
  restricted: number;
  distance: number;
}

/** The best group of this size; null if no run holds one. */
function bestWindow(search: Search, runs: readonly number[][], size: number): number[] | null {
  let best: Rated | null = null;
  for (const run of runs) {
    for (let from = 0; from + size <= run.length; from++) {
      const places = run.slice(from, from + size);
      if (search.needs && !places.some(search.needs)) continue;
      const rated = rate(search, places, best);
      if (rated && (!best || compare(rated, best) < 0)) best = rated;
    }
  }
  return best?.places ?? null;
}

/** Null without further work if the group cannot be better than the best so far. */
function rate({ layout, isFree }: Search, places: number[], best: Rated | null): Rated | null {
  let restricted = 0;
  let distance = 0;
  for (const place of places) {
    if (has(layout, place, RESTRICTED_VIEW)) restricted = 1;
    distance += layout.distance[place] ?? 0;
  }
  // Only a group that leaves fewer places alone could still win, and none leaves fewer than none.
  const bound = { places, orphans: 0, restricted, distance };
  if (best && compare(bound, best) >= 0) return null;
  return { ...bound, orphans: orphansOf(layout, places, isFree).length > 0 ? 1 : 0 };
}

const compare = (a: Rated, b: Rated): number =>
  a.orphans - b.orphans ||
  a.restricted - b.restricted ||
  a.distance - b.distance ||
  (a.places[0] ?? 0) - (b.places[0] ?? 0);

function largestRun({ needs }: Search, runs: readonly number[][]): number {
  return runs.reduce(
    (most, run) => (!needs || run.some(needs) ? Math.max(most, run.length) : most),
    0,
  );
}

/** The fewest groups: each as large as the places that are left allow. */
function inGroups(search: Search, runs: readonly number[][], quantity: number): number[] | null {
  const chosen: number[] = [];
  let left = runs.map((run) => [...run]);
  let current = search;
  while (chosen.length < quantity) {
    const size = Math.min(quantity - chosen.length, largestRun(current, left));
    const group = size > 0 ? bestWindow(current, left, size) : null;
    if (!group) return null;
    chosen.push(...group);
    left = withoutGroup(left, group);
    const taken = new Set(chosen);
    const isFree = (place: number) => search.isFree(place) && !taken.has(place);
    current = { ...search, needs: null, isFree };
  }
  return chosen.sort((a, b) => a - b);
}

/** The runs without the places of a group, which is a part of one of them. */
function withoutGroup(runs: readonly number[][], group: readonly number[]): number[][] {
  const [first = 0, last = 0] = [group[0], group.at(-1)];
  return runs
    .flatMap((run) => [run.filter((place) => place < first), run.filter((place) => place > last)])
    .filter((run) => run.length > 0);
}

const has = ({ flags }: Layout, place: number, flag: number): boolean =>
  ((flags[place] ?? 0) & flag) !== 0;

const isSpecial = (layout: Layout, place: number): boolean =>
  has(layout, place, ACCESSIBLE | COMPANION);
