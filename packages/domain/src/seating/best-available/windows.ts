import {
  ACCESSIBLE,
  COMPANION,
  type Layout,
  RESTRICTED_VIEW,
} from '@frontrow/contract/chart/layout';

/** What a group of seats is looked for in. */
export interface Search {
  layout: Layout;
  /** 1 for each place that is free, whether it may be chosen or not. */
  free: Uint8Array;
  /** 1 for each seat that may be chosen. */
  seats: Uint8Array;
  /** The group must have a place for a wheelchair. */
  accessible: boolean;
}

/** Seats side by side, and what counts of them. */
export interface Window {
  start: number;
  size: number;
  accessible: boolean;
  restricted: boolean;
  /** Exact: the distances are multiples of a power of two (layout.ts), so their sums have no rounding. */
  distance: number;
}

export const hasFlag = ({ flags }: Layout, place: number, flag: number): boolean =>
  ((flags[place] ?? 0) & flag) !== 0;

/** Free seats that are side by side, as many as there are. */
export interface Run {
  start: number;
  length: number;
  /** One of them is a place for a wheelchair. */
  accessible: boolean;
}

export function runsOf({ layout, seats }: Search): Run[] {
  const runs: Run[] = [];
  let run: Run | null = null;
  for (let place = 0; place < seats.length; place++) {
    if (seats[place] !== 1) {
      run = null;
      continue;
    }
    if (!run || layout.stretchOf[place] !== layout.stretchOf[place - 1]) {
      run = { start: place, length: 0, accessible: false };
      runs.push(run);
    }
    run.length++;
    run.accessible ||= hasFlag(layout, place, ACCESSIBLE);
  }
  return runs;
}

/** The first seat of the best group of this size side by side; null if there is none. */
export function bestWindow(search: Search, size: number): number | null {
  const found: { best: (Window & { orphans: boolean }) | null } = { best: null };
  eachWindow(search, { from: 0, to: search.seats.length, size }, (window) => {
    const { best } = found;
    if (search.accessible && !window.accessible) return;
    // The neighbours are looked at only if it matters: no group leaves fewer places alone than none.
    if (best && !isBetter(window, false, best)) return;
    const orphans = leavesOrphan(search, window);
    if (!best || isBetter(window, orphans, best)) found.best = { ...window, orphans };
  });
  return found.best?.start ?? null;
}

/** Windows come in the order of their places: the first one wins where all else is equal. */
function isBetter(
  { restricted, distance }: Window,
  orphans: boolean,
  best: Window & { orphans: boolean },
): boolean {
  if (orphans !== best.orphans) return best.orphans;
  if (restricted !== best.restricted) return best.restricted;
  return distance < best.distance;
}

/**
 * Calls back for each window of this size between two places, in order. The window is the same object each time.
 */
export function eachWindow(
  { layout: { stretchOf, flags, distance }, seats }: Search,
  { from, to, size }: { from: number; to: number; size: number },
  visit: (window: Window) => void,
): void {
  const window: Window = { start: 0, size, accessible: false, restricted: false, distance: 0 };
  let [length, accessible, restricted, sum] = [0, 0, 0, 0];
  for (let place = from; place < to; place++) {
    if (seats[place] !== 1) {
      length = 0;
      continue;
    }
    if (length === 0 || stretchOf[place] !== stretchOf[place - 1]) {
      [length, accessible, restricted, sum] = [0, 0, 0, 0];
    }
    length++;
    sum += distance[place] ?? 0;
    const own = flags[place] ?? 0;
    if ((own & ACCESSIBLE) !== 0) accessible++;
    if ((own & RESTRICTED_VIEW) !== 0) restricted++;
    if (length > size) {
      const left = flags[place - size] ?? 0;
      sum -= distance[place - size] ?? 0;
      if ((left & ACCESSIBLE) !== 0) accessible--;
      if ((left & RESTRICTED_VIEW) !== 0) restricted--;
    }
    if (length < size) continue;
    window.start = place - size + 1;
    window.accessible = accessible > 0;
    window.restricted = restricted > 0;
    window.distance = sum;
    visit(window);
  }
}

/** Whether the choice of a group leaves a single place alone: `orphansOf` of the contract for seats side by side. */
export function leavesOrphan(
  { layout, free }: Search,
  { start, size }: { start: number; size: number },
): boolean {
  const stretch = layout.stretchOf[start];
  const isFree = (place: number) => free[place] === 1 && layout.stretchOf[place] === stretch;
  const [before, after] = [start - 1, start + size];
  const isAlone = (place: number, beyond: number) =>
    isFree(place) && !isFree(beyond) && !hasFlag(layout, place, ACCESSIBLE | COMPANION);
  // A run of n + 1 free places of which n are taken leaves one whatever is chosen.
  return (
    (isAlone(before, before - 1) && isFree(after)) || (isAlone(after, after + 1) && isFree(before))
  );
}
