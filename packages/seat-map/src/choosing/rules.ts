import { orphansOf } from '@frontrow/contract/chart/orphans';
import type { Places } from '../chart/places.ts';
import type { IsPlace } from '../state/filter.ts';
import { distanceOf, isBefore, runAround, windowOf } from './runs.ts';

/** What a rule looks at. */
export interface ChoiceToCheck {
  /** The chosen seats, in order. */
  places: readonly number[];
  /** Chosen seats and standing places together. */
  quantity: number;
}

/** Why a choice breaks a rule. */
export interface Issue {
  kind: 'ORPHAN' | 'APART' | 'TOO_MANY' | 'CUSTOM';
  /** The seats to point at: those left alone, or those apart. */
  places: number[];
  /** Seats that keep the rule, as many as are chosen; null if none are near. */
  instead: number[] | null;
  /** Of TOO_MANY: the most. */
  limit?: number | undefined;
  /** Of CUSTOM: what to say. */
  text?: string | undefined;
}

/** A rule of the page's own. It returns null if it is kept, otherwise what to say and which seats to point at. */
export type CustomRule = (choice: ChoiceToCheck) => { text: string; places?: number[] } | null;

/** `noOrphan`: no single place is left alone. `sideBySide`: the seats are neighbours in one row, with no aisle between. */
export type Rule = 'noOrphan' | 'sideBySide' | CustomRule;

export function issueOf(
  rule: Rule,
  { places, choice }: { places: Places; choice: ChoiceToCheck },
  isFree: IsPlace,
): Issue | null {
  if (typeof rule === 'function') {
    const broken = rule(choice);
    return (
      broken && { kind: 'CUSTOM', places: broken.places ?? [], instead: null, text: broken.text }
    );
  }
  if (rule === 'sideBySide') {
    const isApart = choice.places.some(
      (place, index) => index > 0 && !isNext(places, choice.places[index - 1] ?? -1, place),
    );
    const instead = isApart ? nearestGroup(places, choice.places, isFree) : null;
    return isApart ? { kind: 'APART', places: [...choice.places], instead } : null;
  }
  const orphans = orphansOf(places, choice.places, isFree);
  if (orphans.length === 0) return null;
  return { kind: 'ORPHAN', places: orphans, instead: nearestGroup(places, choice.places, isFree) };
}

const isNext = ({ stretchOf }: Places, a: number, b: number): boolean =>
  b === a + 1 && stretchOf[a] === stretchOf[b];

/** As many seats side by side in the run of the first chosen seat, moved the least, that leave no place alone. */
function nearestGroup(places: Places, chosen: readonly number[], isFree: IsPlace): number[] | null {
  const [start] = chosen;
  if (start === undefined) return null;
  const [first, last] = runAround(places, start, isFree);
  let best: { group: number[]; rank: number[] } | null = null;
  for (let from = first; from + chosen.length - 1 <= last; from++) {
    const group = windowOf(from, chosen.length);
    if (orphansOf(places, group, isFree).length > 0) continue;
    const rank = [Math.abs(from - start), distanceOf(places, group)];
    if (!best || isBefore(rank, best.rank)) best = { group, rank };
  }
  return best?.group ?? null;
}
