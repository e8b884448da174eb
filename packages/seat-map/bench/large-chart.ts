import type { SeatChart } from '../src/index.ts';
import { venues } from '../testing/charts/venues.ts';

const MOST_PLACES = 60_000;

/** Arenas beside and below one another, until there are 60,000 places. */
export function fourArenas(): SeatChart {
  const arena = venues.arena();
  const sections: SeatChart['sections'][number][] = [];
  let first = 0;
  for (let copy = 0; copy < 4; copy++) {
    const [right, down] = [(copy % 2) * arena.width, Math.floor(copy / 2) * arena.height];
    const at = ([x, y]: readonly [number, number]): [number, number] => [x + right, y + down];
    for (const section of arena.sections) {
      if (first >= MOST_PLACES) break;
      const by = first - section.firstPlace;
      const moved = (places: readonly number[]) => places.map((place) => place + by);
      sections.push({
        ...section,
        name: `${copy + 1} ${section.name}`,
        firstPlace: first,
        outline: section.outline?.map(at) ?? null,
        rows: section.rows.map((row) => ({
          ...row,
          firstPlace: row.firstPlace + by,
          start: at(row.start),
          end: at(row.end),
          aisleAfter: moved(row.aisleAfter),
          accessible: moved(row.accessible),
          companion: moved(row.companion),
          restrictedView: moved(row.restrictedView),
        })),
      });
      first += section.places;
    }
  }
  return { ...arena, width: arena.width * 2, height: arena.height * 2, sections };
}
