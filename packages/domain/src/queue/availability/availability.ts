import type { Availability } from '@frontrow/contract/queue';

/** What a concert's scheduled performances in the future have left, and who has a pass. */
export interface Supply {
  /** Milliseconds since 1970. */
  at: number;
  /** Live passes. */
  passes: number;
  /** Available places. Those that an operator has blocked are not among them. */
  available: number;
  /** Places that are held. */
  held: number;
}

/** @param ahead how many wait before the entry; in the pre-queue, how many wait in all */
export function availabilityOf({ passes, available, held }: Supply, ahead: number): Availability {
  if (available > passes + ahead) return 'PLENTY';
  if (available > 0) return 'FEW';
  return held > 0 ? 'HELD' : 'SOLD_OUT';
}
