import type { Places } from './places.ts';

/** A direction of an arrow key: right, left, down or up. */
export type Direction = readonly [x: -1 | 0 | 1, y: -1 | 0 | 1];

/**
 * The nearest stop from a place in a direction: in the cone of 45 degrees to both sides of it. Stops are seats and standing areas, by the number of their first place.
 *
 * @returns undefined if nothing lies there
 */
export function stopInDirection(
  places: Places,
  { from, direction }: { from: number; direction: Direction },
  isStop: (place: number) => boolean,
): number | undefined {
  const { x, y, rowOf } = places;
  const [startX = 0, startY = 0] = [x[from], y[from]];
  let best: number | undefined;
  let shortest = Infinity;
  for (let place = 0; place < places.places; place++) {
    if (rowOf[place] === -1 || place === from) continue;
    const [dx, dy] = [(x[place] ?? 0) - startX, (y[place] ?? 0) - startY];
    const along = dx * direction[0] + dy * direction[1];
    const off = Math.abs(dx * direction[1] - dy * direction[0]);
    if (along <= 0 || off > along) continue;
    const length = along + off;
    if (length < shortest && isStop(place)) [best, shortest] = [place, length];
  }
  return best;
}

/** The first or the last stop of the row of a place. */
export function stopAtEnd(
  { rows, rowOf }: Places,
  { from, end }: { from: number; end: 'first' | 'last' },
  isStop: (place: number) => boolean,
): number | undefined {
  const row = rows[rowOf[from] ?? -1];
  if (!row) return undefined;
  for (let index = 0; index < row.count; index++) {
    const place = row.first + (end === 'first' ? index : row.count - 1 - index);
    if (isStop(place)) return place;
  }
  return undefined;
}

/** The stop of the next section with one, in the order of the chart, that is the nearest to the focus. */
export function stopInSection(
  places: Places,
  { from, step }: { from: number; step: 1 | -1 },
  isStop: (place: number) => boolean,
): number | undefined {
  const { sections, sectionOf } = places;
  const start = sectionOf[from] ?? 0;
  for (let turn = 1; turn <= sections.length; turn++) {
    const section = sections[(start + step * turn + sections.length * turn) % sections.length];
    const stop = section && bestStop(places, section, isStop);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

/** The stop that is the nearest to the focus, of a section or of the whole chart. */
export function bestStop(
  { distance, places, rowOf, stretchOf }: Places,
  section: { firstPlace: number; places: number } | null,
  isStop: (place: number) => boolean,
): number | undefined {
  const [from, to] = section
    ? [section.firstPlace, section.firstPlace + section.places]
    : [0, places];
  let best: number | undefined;
  for (let place = from; place < to; place++) {
    if (rowOf[place] === -1 || !isStop(place)) continue;
    // Standing areas come last: their distance is not known.
    const isNearer =
      best === undefined ||
      (stretchOf[place] !== -1 &&
        (stretchOf[best] === -1 || (distance[place] ?? 0) < (distance[best] ?? 0)));
    if (isNearer) best = place;
  }
  return best;
}
