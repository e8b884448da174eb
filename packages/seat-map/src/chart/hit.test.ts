import { expect, test } from 'vitest';
import { venues } from '../../testing/charts/venues.ts';
import { SeatIndex } from './hit.ts';
import { placesOf } from './places.ts';

test.each(['arena', 'theatre', 'club'] as const)(
  'in the %s the index finds what a look at every seat finds',
  (venue) => {
    const places = placesOf(venues[venue]());
    const index = new SeatIndex(places);
    const [left, top, right, bottom] = places.box;
    let seed = 7;
    const next = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const isWanted = (place: number) => place % 5 !== 0;
    let found = 0;
    for (let round = 0; round < 100; round++) {
      const at = [left + next() * (right - left), top + next() * (bottom - top)] as const;
      const within = places.pitch * next() * 3;
      const distance = (place: number) =>
        Math.hypot((places.x[place] ?? 0) - at[0], (places.y[place] ?? 0) - at[1]);
      let least = Infinity;
      for (let place = 0; place < places.places; place++) {
        if (places.stretchOf[place] === -1 || !isWanted(place)) continue;
        if (distance(place) <= within) least = Math.min(least, distance(place));
      }
      const nearest = index.nearest(at, within, isWanted);
      expect(nearest === undefined ? Infinity : distance(nearest)).toBe(least);
      if (nearest !== undefined) found++;
    }
    expect(found).toBeGreaterThan(10);
  },
);
