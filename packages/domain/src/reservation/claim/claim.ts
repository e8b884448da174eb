import type { DomainError } from '../../kernel/errors.ts';

/** No performance has this place: with it the statement holds nothing and tells what else forbids the hold. */
export const NO_PLACE = -1;

export interface Claim {
  performanceId: string;
  seatIds: readonly string[];
  /** Place numbers of seats. */
  places: readonly number[];
  /** Place numbers of standing places, or of seats, that this process chose; NO_PLACE for each it could not choose. */
  chosen: readonly number[];
  replaces: string | undefined;
  /** Whether the orphan rule counts. */
  orphans: boolean;
  /** Why the places could not be chosen; it is thrown where it comes in the order of refusals. */
  failed: DomainError | null;
}

/** The chosen places were taken before they could be claimed: choose again. */
export class ClaimLost extends Error {
  constructor() {
    super('the chosen places were taken by another call');
    this.name = 'ClaimLost';
  }
}
