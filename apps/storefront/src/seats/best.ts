import type { Chart } from '@frontrow/sdk';
import type { UseHold } from '@frontrow/sdk/react';
import type { SeatFilter, SeatMap } from '@frontrow/seat-map';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { choiceOf } from './choice.ts';

export interface BestOptions {
  hold: UseHold;
  map: SeatMap | null;
  performanceId: string;
  party: number;
  filter: SeatFilter;
}

/** Holds the best seats for a party at once, and shows them; then others, if these do not please. */
export function useBest({ hold, map, performanceId, party, filter }: BestOptions) {
  /** What was offered so far. */
  const [offered, setOffered] = useState<number[]>([]);
  const { categories = [], maxPrice, accessible } = filter;
  const wish = {
    quantity: party,
    ...(categories.length > 0 ? { categories: [...categories] } : {}),
    ...(maxPrice === undefined ? {} : { maxPrice }),
    ...(accessible ? { accessible } : {}),
  };
  const show = (places: number[]) => {
    map?.select({ places });
    map?.zoomTo('selection');
  };
  const best = useMutation({
    mutationFn: async ({ apart }: { apart: boolean }) => {
      const held = await hold.holdBest({ performanceId, ...wish, ...(apart ? { apart } : {}) });
      return choiceOf(held).places;
    },
    onSuccess: (places) => {
      setOffered(places);
      show(places);
    },
  });
  const others = useMutation({
    mutationFn: async () => {
      const found = map?.findBest({ ...wish, except: offered });
      if (!found) return null;
      const places = found.map(({ place }) => place);
      await hold.replace({ places }, { performanceId });
      return places;
    },
    onSuccess: (places) => {
      // Once all were offered, it begins again.
      setOffered(places ? [...offered, ...places] : []);
      if (places) show(places);
    },
  });
  return {
    hold: () => best.mutate({ apart: false }),
    holdApart: () => best.mutate({ apart: true }),
    others: () => others.mutate(),
    /** The seats on offer are the only ones of their kind. */
    isOnly: others.data === null,
    /** Whether what is held was chosen here. */
    wasOffered: offered.length > 0,
    isPending: best.isPending || others.isPending,
    error: best.error ?? others.error,
    /** Forgets how the last call went. */
    reset() {
      best.reset();
      others.reset();
    },
  };
}

/** Which row seats are in, and whether they are in its middle third. Null if they are in several rows. */
export function whereIs(
  chart: Chart,
  places: readonly number[],
): { row: string; isCentre: boolean } | null {
  const [first] = places;
  if (first === undefined) return null;
  for (const { rows } of chart.sections) {
    const row = rows.find(({ firstPlace, count }) =>
      places.every((place) => place >= firstPlace && place < firstPlace + count),
    );
    if (!row) continue;
    const middle = places.reduce((sum, place) => sum + place - row.firstPlace + 0.5, 0);
    const share = middle / places.length / row.count;
    return { row: row.name, isCentre: Math.abs(share - 0.5) < 1 / 6 };
  }
  return null;
}
