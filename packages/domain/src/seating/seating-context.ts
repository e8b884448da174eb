import type { DomainContext } from '../kernel/context.ts';
import { Charts } from './charts.ts';
import { Picks } from './picks.ts';
import { SeatSnapshots } from './seat-snapshots.ts';

/** What one process keeps in memory about seats. */
export interface SeatingMemory {
  charts: Charts;
  snapshots: SeatSnapshots;
  picks: Picks;
  /** The share of a standing area, from 0 to 1, after which this process looks for places. */
  standingFrom: number;
}

export interface SeatingContext extends DomainContext {
  seating: SeatingMemory;
}

/**
 * Says that the current transaction changes places of a performance, or of any without an id. Once it has ended, the
 * answers of this process show it. Outside of a transaction it is to be called after the statement.
 */
export const noteChange = (ctx: SeatingContext, performanceId?: string): void =>
  ctx.afterTransaction(() => ctx.seating.snapshots.markChanged(performanceId));

export const createSeatingMemory = (): SeatingMemory => ({
  charts: new Charts(),
  snapshots: new SeatSnapshots(),
  picks: new Picks(),
  standingFrom: Math.random(),
});
