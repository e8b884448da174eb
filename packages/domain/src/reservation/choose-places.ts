import type { HoldBestInput, HoldInput } from '@frontrow/contract/reservation';
import { comparable } from '@frontrow/contract/text/names';
import { getPerformance } from '../concert/concert.ts';
import { DomainError, validationFailed } from '../kernel/errors.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { chooseBest } from '../seating/best-available.ts';
import type { KnownChart } from '../seating/charts.ts';
import type { SeatSnapshot } from '../seating/seat-snapshot.ts';
import { NO_PLACE } from './claim-places.ts';

/*
 * Chooses places from this process's snapshot. What another call of this process has chosen is left out. Nobody is told
 * that too little is left because of such places, or because of an old snapshot: when it is short, the call waits for
 * the others, reads what changed, and judges again.
 */

/** What was chosen, or why nothing could be. `done` gives the places back to the other calls of this process. */
export interface Choosing {
  chosen: number[];
  failed: DomainError | null;
  done: () => void;
}

interface House {
  snapshot: SeatSnapshot;
  chart: KnownChart;
}

type Attempt = { places: number[] } | { failed: DomainError };

async function chooseFrom(
  ctx: QueueContext,
  performanceId: string,
  choose: (house: House, isFree: (place: number) => boolean) => Promise<Attempt> | Attempt,
): Promise<Choosing> {
  const { snapshots, charts, picks } = ctx.seating;
  const since = performance.now();
  for (;;) {
    const followed = await snapshots.follow(ctx, performanceId).catch(unlessRefused);
    // The claim refuses it too, where it comes in the order of refusals.
    if (followed instanceof DomainError) return nothing(followed);
    const { snapshot, chartId, readAt } = followed;
    const house = { snapshot, chart: await charts.chart(ctx, chartId) };
    const attempt = await choose(house, (place) => !picks.has(performanceId, place));
    if ('places' in attempt) {
      const chosen = attempt.places;
      return { chosen, failed: null, done: picks.pick(performanceId, chosen) };
    }
    const isShort = attempt.failed.code.startsWith('NOT_ENOUGH');
    if (isShort && picks.some(performanceId)) await picks.nextDone(performanceId);
    else if (isShort && readAt < since) snapshots.markChanged(performanceId);
    else return nothing(attempt.failed);
  }
}

const nothing = (failed: DomainError): Choosing => ({
  chosen: [NO_PLACE],
  failed,
  done: () => {},
});

function unlessRefused(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  throw error;
}

/** Chooses standing places of the sections, the lowest numbers first. */
export const chooseStanding = (
  ctx: QueueContext,
  { performanceId, general = [] }: Pick<HoldInput, 'performanceId' | 'general'>,
): Promise<Choosing> =>
  chooseFrom(ctx, performanceId, ({ snapshot, chart }, isOthers) => {
    const places: number[] = [];
    for (const { section, quantity } of general) {
      const found = chart.layout.sections.find(
        ({ name, kind }) => kind === 'GENERAL' && comparable(name) === comparable(section),
      );
      if (!found) return { failed: new DomainError('SECTION_NOT_FOUND', { section }) };
      const free: number[] = [];
      const end = found.firstPlace + found.places;
      for (let place = found.firstPlace; place < end && free.length < quantity; place++) {
        if (snapshot.isFree(place) && isOthers(place)) free.push(place);
      }
      if (free.length < quantity) {
        const available = free.length;
        return { failed: new DomainError('NOT_ENOUGH_LEFT', { section, available }) };
      }
      places.push(...free);
    }
    return { places };
  });

type Wish = Omit<HoldBestInput, 'idempotencyKey'> & { userId: string };

export const chooseBestPlaces = (ctx: QueueContext, wish: Wish): Promise<Choosing> =>
  chooseFrom(ctx, wish.performanceId, async ({ snapshot, chart }, isOthers) => {
    const fits = await filterOf(ctx, chart, wish);
    if (fits instanceof DomainError) return { failed: fits };
    const own = new Set(await ownPlaces(ctx, wish));
    const isFree = (place: number) => (snapshot.isFree(place) || own.has(place)) && isOthers(place);
    const { quantity, accessible = false, apart = false } = wish;
    const choice = chooseBest(chart.layout, { quantity, accessible, apart, fits }, isFree);
    if ('places' in choice) return choice;
    if ('largest' in choice) {
      const { largest } = choice;
      return { failed: new DomainError('NOT_ENOUGH_TOGETHER', { quantity, largest }) };
    }
    const { available } = choice;
    return { failed: new DomainError('NOT_ENOUGH_LEFT', { section: null, available }) };
  });

/** Whether a place fits the wished sections, categories and price; or why none can. */
async function filterOf(
  ctx: QueueContext,
  { layout }: KnownChart,
  { performanceId, sections, categories, maxPrice }: Wish,
): Promise<((place: number) => boolean) | DomainError> {
  const has = (wanted: string, name: string) => comparable(wanted) === comparable(name);
  for (const section of sections ?? []) {
    if (!layout.sections.some(({ name, kind }) => kind === 'SEATED' && has(section, name))) {
      return new DomainError('SECTION_NOT_FOUND', { section });
    }
  }
  for (const [index, wanted] of (categories ?? []).entries()) {
    if (!layout.sections.some(({ category }) => has(wanted, category))) {
      return validationFailed(['categories', index], 'is no category of the chart');
    }
  }
  const { prices } =
    maxPrice === undefined ? { prices: [] } : await getPerformance(ctx, performanceId);
  const fitting = layout.sections.map(
    ({ name, category }, position) =>
      (sections?.some((section) => has(section, name)) ?? true) &&
      (categories?.some((wanted) => has(wanted, category)) ?? true) &&
      (maxPrice === undefined || (prices[position] ?? 0) <= maxPrice),
  );
  return (place) => fitting[layout.sectionOf[place] ?? -1] === true;
}

/** The places of the hold that a swap replaces: they are as good as free. $1 reservation, $2 user. */
const OWN_PLACES = {
  name: 'hold-own-places',
  text: `
    select s.place from reservation r join reservation_seat on reservation_seat.reservation_id = r.id
      join seat s on s.id = reservation_seat.seat_id
    where r.id = $1 and r.user_id = $2 and s.reservation_id = r.id`,
};

async function ownPlaces(ctx: QueueContext, { replaces, userId }: Wish): Promise<number[]> {
  if (replaces === undefined) return [];
  const rows = await ctx.sql.rows<{ place: number }>(OWN_PLACES, [replaces, userId]);
  return rows.map(({ place }) => place);
}
