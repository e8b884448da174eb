import type { Availability } from '@frontrow/contract/queue';

/** What a concert's scheduled performances in the future have left, and who has a pass. */
export interface Supply {
  /** Milliseconds since 1970. */
  at: number;
  /** Live passes. */
  passes: number;
  /** Available seats: all of them, or more than there are users to take them if `more`. */
  available: number;
  more: boolean;
  /** Seats that are held. */
  held: number;
}

/** @param ahead how many wait before the entry; in the pre-queue, how many wait in all */
export function availabilityOf(
  { passes, available, more, held }: Supply,
  ahead: number,
): Availability {
  if (available > passes + ahead || more) return 'PLENTY';
  if (available > 0) return 'FEW';
  return held > 0 ? 'HELD' : 'SOLD_OUT';
}
