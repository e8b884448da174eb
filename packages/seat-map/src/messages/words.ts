import type { Scene } from '../drawing/scene.ts';
import type { PlaceInfo, Selection } from '../map/options.ts';
import type { Messages } from './messages.ts';

/** What a screen reader says for a place. */
export function spokenOf(scene: Scene, info: PlaceInfo): string {
  const { messages, price, availability } = scene;
  const isStanding = info.kind === 'GENERAL';
  const left = availability.leftAt(info.place);
  return messages.spoken([
    messages.seat(info),
    ...(isStanding ? [messages.standing] : []),
    info.category,
    price(info.price),
    ...marksInWords(messages, info),
    isStanding && left > 0 ? messages.left(left) : messages.states[info.state],
  ]);
}

export const marksInWords = (messages: Messages, info: PlaceInfo): string[] => [
  ...(info.accessible ? [messages.wheelchair] : []),
  ...(info.companion ? [messages.companion] : []),
  ...(info.restrictedView ? [messages.restrictedView] : []),
];

/** A price, and how many places are left at it. */
export const priceAndLeft = ({ messages, price }: Scene, amount: number, left: number): string =>
  `${price(amount)} · ${left > 0 ? messages.left(left) : messages.soldOut}`;

/** Several seats in one phrase: those of one row by their numbers. */
export function seatsInWords(messages: Messages, seats: readonly PlaceInfo[]): string {
  const rows = Map.groupBy(seats, ({ section, row }) => `${section}\n${row}`);
  const parts = [...rows.values()].map(([first, ...more]) => {
    if (!first) return '';
    const numbers = [first, ...more].map(({ number }) => number);
    if (more.length === 0) return messages.seat(first);
    return messages.seats({ ...first, number: messages.numbers(numbers) });
  });
  return parts.join('; ');
}

/** What is chosen, and for how much. */
export function selectionInWords(
  { messages, price }: Scene,
  { seats, general, amount }: Selection,
): string {
  const parts = [
    ...(seats.length > 0 ? [seatsInWords(messages, seats)] : []),
    ...general.map(({ section, quantity }) => messages.standingChosen(section, quantity)),
  ];
  return parts.length > 0
    ? messages.chosen(parts.join('; '), price(amount))
    : messages.nothingChosen;
}
