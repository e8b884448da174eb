/** The seat map's types in an application: it is only compiled. */
import {
  createSeatMap,
  english,
  type Messages,
  type SeatAvailability,
  type SeatChart,
  type SeatMap,
  type Selection,
} from '@frontrow/seat-map';

export function openMap(
  element: HTMLElement,
  chart: SeatChart,
  availability: SeatAvailability,
): SeatMap {
  const messages: Messages = { ...english, map: 'Plan' };
  let selection: Selection | undefined;
  const map = createSeatMap(element, {
    ...{ chart, availability, messages, partySize: 2, limit: undefined },
    rules: ['noOrphan', ({ quantity }) => (quantity > 3 ? { text: 'Three at most' } : null)],
    onSelect(chosen) {
      selection = chosen;
    },
  });
  map.set({ partySize: null });
  const places: number[] = selection?.places ?? map.selection.places;
  map.preview(places);
  // @ts-expect-error: an option that does not exist
  map.set({ party: 2 });
  // @ts-expect-error: a letter that does not exist
  map.apply({ changed: [[1, 'X']], general: [], mine: [] });
  // @ts-expect-error: a rule that does not exist
  createSeatMap(element, { chart, availability, rules: ['alone'] });
  return map;
}
