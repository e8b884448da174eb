import type { Drawing } from '@frontrow/contract/chart/drawing';
import { viewOfSections } from '@frontrow/contract/chart/view-of-sections';
import { arena } from '@frontrow/database/seeds/venues/arena';
import { club } from '@frontrow/database/seeds/venues/club';
import { theatre } from '@frontrow/database/seeds/venues/theatre';
import type { SeatAvailability, SeatChart } from '../../src/index.ts';

const PRICES: Record<string, number> = {
  ...{ Floor: 165_000, 'Lower tier': 132_000, 'Upper tier': 99_000 },
  ...{ Stalls: 132_000, Circle: 99_000, Boxes: 154_000 },
  ...{ Standing: 77_000, Platform: 88_000, Balcony: 110_000 },
};

/** The houses of the demo, as `concert.chart` answers them. */
export const venues = {
  arena: () => chartOf(arena()),
  theatre: () => chartOf(theatre()),
  club: () => chartOf(club()),
};

/** A chart as `concert.chart` answers it. */
export function chartOf(
  drawing: Drawing,
  orphanRule: SeatChart['orphanRule'] = 'refuse',
): SeatChart {
  const { width, height, focus, stage = null } = drawing;
  const sections = viewOfSections(
    drawing,
    (section) => PRICES[drawing.sections[section]?.category ?? ''] ?? 50_000,
  );
  return { currency: 'KRW', width, height, focus, stage, orphanRule, sections };
}

/** The letters of a house of which some shares are sold and held, the same at each call. */
export function availabilityOf(chart: SeatChart, { sold = 0, held = 0 } = {}): SeatAvailability {
  let seed = 9;
  const next = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const letters = chart.sections.map(({ kind, places }) =>
    Array.from({ length: places }, () => {
      if (kind === 'GENERAL') return '-';
      const share = next();
      return share < sold ? 'S' : share < sold + held ? 'H' : 'A';
    }).join(''),
  );
  const general = chart.sections
    .filter(({ kind }) => kind === 'GENERAL')
    .map(({ name, places }) => ({
      section: name,
      available: Math.round(places * (1 - sold - held)),
    }));
  return { places: letters.join(''), general, mine: [] };
}
