import type { Scene } from '../drawing/scene.ts';
import type { PlaceInfo, Selection } from '../map/options.ts';
import type { Messages } from './messages.ts';

/** What a screen reader says for a place. */
export function spokenOf(
  { messages, price, availability, places }: Scene,
  info: PlaceInfo,
): string {
  const left = availability.left[places.sectionOf[info.place] ?? -1] ?? 0;
  return messages.spoken([
    messages.seat(info),
    ...(info.kind === 'GENERAL' ? [messages.standing] : []),
    info.category,
    price(info.price),
    ...(info.accessible ? [messages.wheelchair] : []),
    ...(info.companion ? [messages.companion] : []),
    ...(info.restrictedView ? [messages.restrictedView] : []),
    info.kind === 'GENERAL' && left > 0 ? messages.left(left) : messages.states[info.state],
  ]);
}

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
