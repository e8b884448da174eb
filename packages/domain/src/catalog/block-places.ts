import type { BlockPlacesInput, BlockPlacesView } from '@frontrow/contract/chart';
import { findByName } from '@frontrow/contract/text/names';
import { getPerformance } from '../concert/concert.ts';
import type { Caller } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { noteChange } from '../seating/seating-context.ts';
import * as statements from './block-places.sql.ts';

/*
 * House seats, cameras, bad views: an operator takes places off sale and puts them back. Held and sold places are left
 * as they are, and counted.
 */

/** @throws PERFORMANCE_NOT_FOUND, PLACE_NOT_FOUND, SECTION_NOT_FOUND */
export const blockPlaces = (
  ctx: QueueContext,
  operator: Caller,
  input: BlockPlacesInput,
): Promise<BlockPlacesView> =>
  changePlaces(ctx, operator, {
    input,
    action: 'blockPlaces',
    all: statements.BLOCK_PLACES,
    some: statements.BLOCK_SOME,
  });

/** @throws PERFORMANCE_NOT_FOUND, PLACE_NOT_FOUND, SECTION_NOT_FOUND */
export const unblockPlaces = (
  ctx: QueueContext,
  operator: Caller,
  input: BlockPlacesInput,
): Promise<BlockPlacesView> =>
  changePlaces(ctx, operator, {
    input,
    action: 'unblockPlaces',
    all: statements.UNBLOCK_PLACES,
    some: statements.UNBLOCK_SOME,
  });

interface Change {
  input: BlockPlacesInput;
  action: 'blockPlaces' | 'unblockPlaces';
  all: typeof statements.BLOCK_PLACES;
  some: typeof statements.BLOCK_SOME;
}

async function changePlaces(
  ctx: QueueContext,
  operator: Caller,
  { input, action, all, some }: Change,
): Promise<BlockPlacesView> {
  const { performanceId, places = [], section, general = [] } = input;
  const sectionIdOf = await sectionsOf(ctx, performanceId, places);
  const sectionId = section === undefined ? null : sectionIdOf(section, null);
  const areas = general.map((area) => [sectionIdOf(area.section, 'GENERAL'), area.quantity]);
  return inTransaction(ctx, async (tx) => {
    noteChange(tx, performanceId);
    const counts = [];
    if (places.length > 0 || sectionId !== null) {
      const values = [performanceId, places, sectionId, tx.now()];
      counts.push(await row<Counted>(tx.sql, all, values));
    }
    for (const area of areas) {
      counts.push(await row<Counted>(tx.sql, some, [performanceId, ...area, tx.now()]));
    }
    const changed = counts.reduce((sum, each) => sum + each.changed, 0);
    const named = counts.reduce((sum, each) => sum + each.named, 0);
    const { performanceId: targetId, ...selection } = input;
    await recordAction(tx, operator, { action, targetId, details: { ...selection, changed } });
    return { changed, skipped: named - changed };
  });
}

interface Counted {
  named: number;
  changed: number;
}

/** Checks the places, and returns what finds the id of a section. */
async function sectionsOf(ctx: QueueContext, performanceId: string, places: readonly number[]) {
  const performance = await getPerformance(ctx, performanceId);
  const { layout } = await ctx.seating.charts.chart(ctx, performance.chart_id);
  const missing = places.filter((place) => (layout.stretchOf[place] ?? -1) === -1);
  if (missing.length > 0)
    throw new DomainError('PLACE_NOT_FOUND', { places: missing.slice(0, 100) });
  const rows = await ctx.sql.rows<{ id: string; name: string; kind: string }>(SECTIONS, [
    performanceId,
  ]);
  return (section: string, kind: 'GENERAL' | null): string => {
    const fitting = rows.filter((each) => kind === null || each.kind === kind);
    const found = findByName(fitting, section);
    if (!found) throw new DomainError('SECTION_NOT_FOUND', { section });
    return found.id;
  };
}

/** $1 performance. */
const SECTIONS = {
  name: 'block-sections',
  text: 'select id, name, kind from section where performance_id = $1',
};
