import Flatbush from 'flatbush';
import type { ChartPoint } from './chart.ts';
import type { Places, Section } from './places.ts';
import { isInside, touches } from './shapes.ts';

/** Finds seats by their position. The index is built at the first question: 18,000 seats take some milliseconds. */
export class SeatIndex {
  readonly #places: Places;
  #index: Flatbush | null = null;
  /** The place numbers of the seats in the index. */
  #seats: number[] = [];

  constructor(places: Places) {
    this.#places = places;
  }

  /** The nearest seat to a point that is wanted, within a distance. Undefined if there is none. */
  nearest(
    [x, y]: ChartPoint,
    within: number,
    isWanted: (place: number) => boolean,
  ): number | undefined {
    const found = this.#built()?.neighbors(x, y, 1, within, (index) =>
      isWanted(this.#seats[index] ?? -1),
    );
    return this.#seats[found?.[0] ?? -1];
  }

  #built(): Flatbush | null {
    if (this.#index) return this.#index;
    const { stretchOf, places, x, y } = this.#places;
    for (let place = 0; place < places; place++)
      if (stretchOf[place] !== -1) this.#seats.push(place);
    if (this.#seats.length === 0) return null;
    const index = new Flatbush(this.#seats.length, 16, Float32Array);
    for (const place of this.#seats) index.add(x[place] ?? 0, y[place] ?? 0);
    index.finish();
    this.#index = index;
    return index;
  }
}

/** The section whose shape has the point in it. */
export const sectionAt = ({ sections }: Places, [x, y]: ChartPoint): Section | undefined =>
  sections.find(({ shape }) => touches(shape.box, [x, y, x, y]) && isInside(shape.corners, [x, y]));
