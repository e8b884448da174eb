import type { ChartDocument } from './document.ts';
import type { SeatRef } from './operations/marks.ts';
import { seatsOfSection } from './section-seats.ts';

/** The place numbers of a document: sections in their order, in each the rows, in each the seats. */
export interface PlaceNumbers {
  places: number;
  /** The first place number of each section. */
  firstOf: readonly number[];
  placeOf(seat: SeatRef): number;
}

export function placesByNumber({ sections, focus }: ChartDocument): PlaceNumbers {
  const firstOf: number[] = [];
  let places = 0;
  for (const section of sections) {
    firstOf.push(places);
    const { shape } = section;
    places += shape.kind === 'STANDING' ? shape.capacity : seatsOfSection(section, focus).count;
  }
  const byId = new Map(sections.map((section, index) => [section.id, { section, index }]));
  return {
    places,
    firstOf,
    placeOf({ section: id, row, seat }) {
      const found = byId.get(id);
      if (!found) return -1;
      const first = seatsOfSection(found.section, focus).rows[row]?.first ?? 0;
      return (firstOf[found.index] ?? 0) + first + seat;
    },
  };
}
