import { eachWindow, leavesOrphan, type Run, type Search, type Window } from './windows.ts';

/*
 * Groups of seats, as few as possible, for a quantity that is nowhere left side by side. In a choice with the fewest
 * groups each group is in a run of its own, since two in one run could be one. So the fewest are as many as the
 * longest runs need. Among the choices with that many groups the order is the one of a single group, judged over all
 * of them: first the fewest places left alone (none, or some), then no restricted view, the least sum of squared
 * distances, the lowest place numbers.
 */

/** The places, in order; null if no choice has a place for a wheelchair, and one is needed. */
export function fewestGroups(
  search: Search,
  runs: readonly Run[],
  quantity: number,
): number[] | null {
  const groups = countGroups(search, runs, quantity);
  if (groups === null) return null;
  for (const orphans of [false, true]) {
    for (const restricted of [false, true]) {
      const options = optionsOf({ search, runs }, { orphans, restricted }, { quantity, groups });
      const best = combine(options, { quantity, groups, accessible: search.accessible });
      if (best) return placesOf(best);
    }
  }
  return null;
}

function countGroups(search: Search, runs: readonly Run[], quantity: number): number | null {
  const sorted = runs.toSorted((a, b) => b.length - a.length);
  if (search.accessible) {
    const first = sorted.findIndex(({ accessible }) => accessible);
    if (first === -1) return null;
    sorted.unshift(...sorted.splice(first, 1));
  }
  let left = quantity;
  for (const [index, { length }] of sorted.entries()) {
    left -= length;
    if (left <= 0) return index + 1;
  }
  return null;
}

interface Target {
  quantity: number;
  groups: number;
}

/**
 * The windows that may be part of the best choice, by run, in the order of the runs. Of each size only as many as
 * there are groups: a worse one could be replaced by one of these in a run that the choice does not use.
 */
function optionsOf(
  { search, runs }: { search: Search; runs: readonly Run[] },
  allowed: { orphans: boolean; restricted: boolean },
  { quantity, groups }: Target,
): Window[][] {
  const longest = Math.min(
    quantity,
    runs.reduce((most, { length }) => Math.max(most, length), 0),
  );
  const byRun = new Map<number, Window[]>();
  for (let size = 1; size <= longest; size++) {
    const fitting = runs.map((run, index) => ({
      run: index,
      ...(run.length < size ? NONE : bestOfRun(search, run, { size, ...allowed })),
    }));
    for (const kind of KINDS) {
      const windows = fitting.flatMap(({ run, [kind]: window }) =>
        window ? [{ run, window }] : [],
      );
      windows.sort((a, b) => a.window.distance - b.window.distance || a.run - b.run);
      for (const { run, window } of windows.slice(0, groups)) {
        byRun.set(run, [...(byRun.get(run) ?? []), window]);
      }
    }
  }
  return [...byRun].sort(([a], [b]) => a - b).map(([, windows]) => windows);
}

const KINDS = ['any', 'accessible'] as const;
const NONE = { any: null, accessible: null };

/** The best window of a run, and the best one with a place for a wheelchair. */
function bestOfRun(
  search: Search,
  { start, length }: Run,
  { size, orphans, restricted }: { size: number; orphans: boolean; restricted: boolean },
): Record<(typeof KINDS)[number], Window | null> {
  const best: Record<(typeof KINDS)[number], Window | null> = { ...NONE };
  eachWindow(search, { from: start, to: start + length, size }, (window) => {
    if (window.restricted && !restricted) return;
    if (!orphans && leavesOrphan(search, window)) return;
    for (const kind of KINDS) {
      const fits = kind === 'any' || window.accessible;
      if (fits && window.distance < (best[kind]?.distance ?? Infinity)) best[kind] = { ...window };
    }
  });
  return best;
}

/** Some groups, the last one first. */
interface Groups {
  window: Window;
  before: Groups | null;
  distance: number;
}

/** The best choice of one window from each of `groups` runs that have `quantity` seats in all. */
function combine(
  options: readonly (readonly Window[])[],
  { quantity, groups, accessible }: Target & { accessible: boolean },
): Groups | null {
  // By groups, seats, and whether a place for a wheelchair is among them.
  const width = 2 * (quantity + 1);
  const best: (Groups | null | undefined)[] = [];
  best[0] = null;
  for (const windows of options) {
    for (let used = groups - 1; used >= 0; used--) {
      for (let state = used * width; state < (used + 1) * width; state++) {
        const before = best[state];
        if (before === undefined) continue;
        const seats = Math.floor((state - used * width) / 2);
        for (const window of windows) {
          if (seats + window.size > quantity) continue;
          const flag = state % 2 === 1 || window.accessible ? 1 : 0;
          const next = (used + 1) * width + 2 * (seats + window.size) + flag;
          const distance = (before?.distance ?? 0) + window.distance;
          const found = { window, before, distance };
          const known = best[next];
          if (!known || isBetter(found, known)) best[next] = found;
        }
      }
    }
  }
  const end = groups * width + 2 * quantity;
  const [without, withOne] = [best[end] ?? null, best[end + 1] ?? null];
  if (accessible || !without) return withOne;
  return withOne && isBetter(withOne, without) ? withOne : without;
}

function isBetter(a: Groups, b: Groups): boolean {
  if (a.distance !== b.distance) return a.distance < b.distance;
  const [own, other] = [placesOf(a), placesOf(b)];
  const index = own.findIndex((place, position) => place !== other[position]);
  return index !== -1 && (own[index] ?? 0) < (other[index] ?? 0);
}

/** The places of the groups, in order: the runs come in the order of their places. */
function placesOf(last: Groups): number[] {
  const places: number[] = [];
  for (let part: Groups | null = last; part; part = part.before) {
    const { start, size } = part.window;
    for (let place = start + size - 1; place >= start; place--) places.push(place);
  }
  return places.reverse();
}
