import type { ChartPoint } from './chart.ts';
import type { Places, Section } from './places.ts';
import { isInside, touches } from './shapes.ts';

/** Finds seats by their position, in a grid of cells as large as a seat. It is built at the first question. */
export class SeatIndex {
  readonly #places: Places;
  #cells: Map<string, number[]> | null = null;

  constructor(places: Places) {
    this.#places = places;
  }

  /** The nearest seat to a point that is wanted, within a distance. Undefined if there is none. */
  nearest(
    [atX, atY]: ChartPoint,
    within: number,
    isWanted: (place: number) => boolean,
  ): number | undefined {
    const { x, y } = this.#places;
    this.#cells ??= cellsOf(this.#places);
    let found: number | undefined;
    let nearest = within;
    for (const key of keysAround(this.#places.pitch, [atX, atY], within)) {
      for (const place of this.#cells.get(key) ?? []) {
        const distance = Math.hypot((x[place] ?? 0) - atX, (y[place] ?? 0) - atY);
        if (distance <= nearest && isWanted(place)) [found, nearest] = [place, distance];
      }
    }
    return found;
  }
}

/** The cells that a square around a point touches. */
function keysAround(size: number, [x, y]: ChartPoint, reach: number): string[] {
  const keys: string[] = [];
  for (let column = Math.floor((x - reach) / size); column * size <= x + reach; column++)
    for (let line = Math.floor((y - reach) / size); line * size <= y + reach; line++)
      keys.push(`${column} ${line}`);
  return keys;
}

/** The seats in each cell. 18,000 seats take some milliseconds. */
function cellsOf({ places, pitch, stretchOf, x, y }: Places): Map<string, number[]> {
  const cells = new Map<string, number[]>();
  for (let place = 0; place < places; place++) {
    if (stretchOf[place] === -1) continue;
    for (const key of keysAround(pitch, [x[place] ?? 0, y[place] ?? 0], 0)) {
      const seats = cells.get(key);
      if (seats) seats.push(place);
      else cells.set(key, [place]);
    }
  }
  return cells;
}

/** The section whose shape has the point in it. */
export const sectionAt = ({ sections }: Places, [x, y]: ChartPoint): Section | undefined =>
  sections.find(({ shape }) => touches(shape.box, [x, y, x, y]) && isInside(shape.corners, [x, y]));
