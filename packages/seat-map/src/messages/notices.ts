import type { Issue } from '../choosing/rules.ts';
import type { Scene } from '../drawing/scene.ts';
import type { Notice, PlaceInfo } from '../map/options.ts';
import { infoOf } from './place-info.ts';

type Choose = (places: readonly number[]) => void;

/** What to tell of a broken rule, with the seats that keep it as an action. */
export function noticeOfIssue(scene: Scene, issue: Issue, choose: Choose): Notice {
  const { messages } = scene;
  const { kind, places, instead } = issue;
  const numbers =
    instead && messages.numbers(instead.map((place) => infoOf(scene, place, false)?.number ?? ''));
  const text = {
    ORPHAN: () => messages.orphan(numbers),
    APART: () => messages.apart(numbers),
    TOO_MANY: () => messages.tooMany(issue.limit ?? 0),
    CUSTOM: () => issue.text ?? '',
  }[kind]();
  const actions = instead ? [{ label: messages.shift, run: () => choose(instead) }] : [];
  return { kind, text, places, actions };
}

/** What to tell when somebody else was faster. */
export function noticeOfLoss(
  { messages }: Scene,
  { lost, instead }: { lost: readonly PlaceInfo[]; instead: PlaceInfo | null },
  take: () => void,
): Notice {
  const seats = lost.map((info) => messages.seat(info)).join('; ');
  return {
    kind: 'LOST',
    text: messages.lost(seats, instead?.number ?? null),
    places: lost.map(({ place }) => place),
    actions: instead ? [{ label: messages.take(instead.number), run: take }] : [],
  };
}

/** The free seat beside what is left of a choice, else beside what was lost; null if all of them are taken. */
export function seatBeside(
  { places, availability }: Scene,
  { lost, left }: { lost: readonly number[]; left: readonly number[] },
): number | null {
  const { stretchOf } = places;
  for (const near of [left, lost]) {
    const isFree = (place: number) =>
      stretchOf[place] !== undefined &&
      stretchOf[place] === stretchOf[near[0] ?? -1] &&
      availability.isAvailable(place) &&
      !left.includes(place);
    const found = [Math.max(...near) + 1, Math.min(...near) - 1].find(isFree);
    if (found !== undefined) return found;
  }
  return null;
}
