import type { HoldBestInput } from '@frontrow/contract/reservation';
import { comparable } from '@frontrow/contract/text/names';
import { getPerformance } from '../../concert/concert.ts';
import { DomainError, validationFailed } from '../../kernel/errors.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { chooseBest } from '../../seating/best-available/choose-best.ts';
import type { KnownChart } from '../../seating/charts.ts';
import { type Attempt, type Choosing, choosePlaces } from './choose-places.ts';
import { ownPlaces } from './own-places.ts';

export type BestWish = Omit<HoldBestInput, 'idempotencyKey'> & { userId: string };

/** Chooses the best seats (`reservation.holdBest`). The places of the hold to replace count as free. */
export const chooseBestPlaces = (ctx: QueueContext, wish: BestWish): Promise<Choosing> =>
  choosePlaces(ctx, {
    performanceId: wish.performanceId,
    quantity: wish.quantity,
    prepare: async ({ layout }) => {
      const fits = await filterOf(ctx, layout, wish);
      if (fits instanceof DomainError) return fits;
      const own = await ownPlaces(ctx, wish);
      const { quantity, accessible = false, apart = false } = wish;
      return (free) => {
        for (const place of own) free[place] = 1;
        return attemptOf(chooseBest(layout, { quantity, accessible, apart, fits }, free), wish);
      };
    },
  });

function attemptOf(choice: ReturnType<typeof chooseBest>, { quantity }: BestWish): Attempt {
  if ('places' in choice) return choice;
  if ('largest' in choice) {
    const { largest } = choice;
    return { failed: new DomainError('NOT_ENOUGH_TOGETHER', { quantity, largest }) };
  }
  const { available } = choice;
  return { failed: new DomainError('NOT_ENOUGH_LEFT', { section: null, available }) };
}

/** Whether a section fits the wished sections, categories and price; or why none can. */
async function filterOf(
  ctx: QueueContext,
  layout: KnownChart['layout'],
  { performanceId, sections, categories, maxPrice }: BestWish,
): Promise<((section: number) => boolean) | DomainError> {
  const seated = layout.sections.filter(({ kind }) => kind === 'SEATED');
  const names = new Set(seated.map(({ name }) => comparable(name)));
  for (const section of sections ?? []) {
    if (!names.has(comparable(section))) return new DomainError('SECTION_NOT_FOUND', { section });
  }
  const known = new Set(layout.sections.map(({ category }) => comparable(category)));
  for (const [index, wanted] of (categories ?? []).entries()) {
    if (!known.has(comparable(wanted))) {
      return validationFailed(['categories', index], 'is no category of the chart');
    }
  }
  const { prices } =
    maxPrice === undefined ? { prices: [] } : await getPerformance(ctx, performanceId);
  const wantedSections = sections && new Set(sections.map(comparable));
  const wantedCategories = categories && new Set(categories.map(comparable));
  const fitting = layout.sections.map(
    ({ name, category }, position) =>
      (wantedSections?.has(comparable(name)) ?? true) &&
      (wantedCategories?.has(comparable(category)) ?? true) &&
      (maxPrice === undefined || (prices[position] ?? 0) <= maxPrice),
  );
  return (section) => fitting[section] === true;
}
