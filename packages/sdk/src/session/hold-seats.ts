import type { InLineApi } from '../api.ts';
import { isFrontrowError } from '../transport/errors.ts';
import type { Hold } from './hold.ts';
import type { Abortable, HoldOptions } from './session.ts';
import type { SeatsToHold, SessionHolds } from './session-holds.ts';

interface Parts {
  api: InLineApi;
  holds: SessionHolds;
  /** The user's live holds of the concert. */
  findHolds(options: Abortable): Promise<Hold[]>;
}

/**
 * Holds seats. If the user holds the same ones already, returns that hold instead of the refusal: this session
 * may not know it, because an earlier request of a back end or another process made it.
 */
export function createSeatHolder({ api, holds, findHolds }: Parts) {
  return async (wanted: SeatsToHold, options: HoldOptions): Promise<Hold> => {
    const { signal, idempotencyKey } = options;
    try {
      if (idempotencyKey === undefined) return await holds.hold(wanted, signal);
      const input = { ...wanted, idempotencyKey };
      const reservation = await api.reservation.hold.mutate(input, { signal });
      if (wanted.replaces) holds.end(wanted.replaces);
      return holds.register(reservation);
    } catch (error) {
      if (!mayBeHeld(error, wanted)) throw error;
      // The refusal says more than a failure of the lookup.
      const found = await findHolds({ signal }).catch(() => []);
      const existing = found.find((hold) => hasSeats(hold, wanted));
      if (existing) return existing;
      throw error;
    }
  };
}

/** Whether a refusal can be due to a hold of the same seats by the same user. */
function mayBeHeld(error: unknown, { seatIds, replaces }: SeatsToHold): boolean {
  // An earlier call, perhaps of another process, has already replaced it.
  if (replaces) return isFrontrowError(error, 'HOLD_EXPIRED');
  if (isFrontrowError(error, 'HOLD_LIMIT_EXCEEDED')) return true;
  return (
    isFrontrowError(error, 'SEAT_UNAVAILABLE') && error.details.seatIds.length === seatIds.length
  );
}

function hasSeats({ reservation, seats }: Hold, wanted: SeatsToHold): boolean {
  return (
    reservation.performanceId === wanted.performanceId &&
    seats.length === wanted.seatIds.length &&
    seats.every(({ id }) => wanted.seatIds.includes(id))
  );
}
