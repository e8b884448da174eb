import type { DomainContext } from '../kernel/context.ts';
import { Charts } from './charts.ts';
import { Picks } from './picks.ts';
import { SeatSnapshots } from './seat-snapshots.ts';

/** What one process keeps in memory about seats. */
export interface SeatingMemory {
  charts: Charts;
  snapshots: SeatSnapshots;
  picks: Picks;
}

export interface SeatingContext extends DomainContext {
  seating: SeatingMemory;
}

export const createSeatingMemory = (): SeatingMemory => ({
  charts: new Charts(),
  snapshots: new SeatSnapshots(),
  picks: new Picks(),
});
