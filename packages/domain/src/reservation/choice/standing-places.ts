import type { SectionLayout } from '@frontrow/contract/chart/layout';
import type { HoldInput } from '@frontrow/contract/reservation';
import { findByName } from '@frontrow/contract/text/names';
import { DomainError } from '../../kernel/errors.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import type { KnownChart } from '../../seating/charts.ts';
import { type Attempt, type Choosing, choosePlaces } from './choose-places.ts';
import { ownPlaces } from './own-places.ts';

export type StandingWish = Pick<HoldInput, 'performanceId' | 'replaces'> & {
  general: NonNullable<HoldInput['general']>;
  /** The call holds these too. */
  seatIds: readonly string[];
  userId: string;
};

interface Area {
  section: string;
  quantity: number;
  layout: SectionLayout;
}

/**
 * Chooses standing places of the sections. A swap keeps the places of the old hold as far as it can. The search of
 * each process begins at another place of an area, so that two servers seldom choose the same.
 */
export const chooseStanding = (ctx: QueueContext, wish: StandingWish): Promise<Choosing> =>
  choosePlaces(ctx, {
    performanceId: wish.performanceId,
    quantity: wish.general.reduce((sum, { quantity }) => sum + quantity, 0),
    prepare: async (chart) => {
      const areas = areasOf(chart, wish.general);
      if (areas instanceof DomainError) return areas;
      const own = await ownPlaces(ctx, wish);
      const named = await placesOfIds(ctx, wish);
      return (free) => {
        for (const place of own) free[place] = 1;
        for (const place of named) free[place] = 0;
        return fillAreas(areas, free, { own, from: ctx.seating.standingFrom });
      };
    },
  });

function areasOf({ layout }: KnownChart, general: StandingWish['general']): Area[] | DomainError {
  const areas: Area[] = [];
  const standing = layout.sections.filter(({ kind }) => kind === 'GENERAL');
  for (const { section, quantity } of general) {
    const found = findByName(standing, section);
    if (!found) return new DomainError('SECTION_NOT_FOUND', { section });
    areas.push({ section, quantity, layout: found });
  }
  return areas;
}

async function placesOfIds(
  ctx: QueueContext,
  { performanceId, seatIds }: StandingWish,
): Promise<number[]> {
  if (seatIds.length === 0) return [];
  const ids = await ctx.seating.charts.seatIds(ctx, performanceId);
  return seatIds.map((id) => ids.indexOf(id)).filter((place) => place !== -1);
}

/** @param from the share of an area, from 0 to 1, after which the search begins */
function fillAreas(
  areas: readonly Area[],
  free: Uint8Array,
  { own, from }: { own: readonly number[]; from: number },
): Attempt {
  const places: number[] = [];
  for (const { section, quantity, layout } of areas) {
    const end = layout.firstPlace + layout.places;
    const kept = own.filter((place) => place >= layout.firstPlace && place < end);
    const begin = Math.floor(from * layout.places);
    let found = 0;
    const take = (place: number) => {
      if (found === quantity || free[place] !== 1) return;
      free[place] = 0;
      places.push(place);
      found++;
    };
    for (const place of kept) take(place);
    for (let step = 0; step < layout.places && found < quantity; step++) {
      take(layout.firstPlace + ((begin + step) % layout.places));
    }
    if (found < quantity) {
      return { failed: new DomainError('NOT_ENOUGH_LEFT', { section, available: found }) };
    }
  }
  return { places };
}
