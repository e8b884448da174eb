import type { InLineApi, Reservation } from '../api.ts';
import { PendingCalls } from '../retry/pending-calls.ts';
import { deviceTimeAgo, elapsedSince } from '../time/device-clock.ts';
import type { ServerClock } from '../time/server-clock.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { createHold, endHold, type Hold, isLive, renewHold } from './hold.ts';

interface SeatsOfPerformance {
  performanceId: string;
  seatIds: string[];
}

export interface SeatsToHold extends SeatsOfPerformance {
  replaces?: string | undefined;
}

/** The holds of a session. */
export interface SessionHolds {
  /**
   * Holds the seats, in place of an earlier hold if `replaces` is its id; or returns the live hold of the same
   * seats, also if its answer was lost.
   */
  hold(seats: SeatsToHold, signal: AbortSignal | undefined): Promise<Hold>;
  /**
   * The hold of a reservation; the same object if it is known.
   *
   * @param maximumAge milliseconds for which it can have been held at most
   */
  register(reservation: Reservation, maximumAge?: number): Hold;
  /** The same for a reservation that was read just now: a known hold lasts as long as it says. */
  renew(reservation: Reservation): Hold;
  /** Marks a hold as paid or released; all holds if no id is given. */
  end(id?: string): void;
}

export function createSessionHolds(
  { reservation: api }: InLineApi,
  clock: ServerClock,
): SessionHolds {
  const pendingCalls = new PendingCalls();
  /** The last hold of the same seats, by `keyOf`. */
  const known = new Map<string, Hold>();

  /** Asks the server: a stored answer does not tell whether the hold has ended since. */
  const isHeld = async ({ id }: Reservation, signal: AbortSignal | undefined) => {
    const { status } = await api.get.query({ reservationId: id }, { signal });
    return status === 'HELD';
  };

  const holds: SessionHolds = {
    async hold(seats, signal) {
      const key = keyOf(seats);
      const { replaces } = seats;
      try {
        const hold = await pendingCalls.run(`${key} ${replaces}`, async (attempt) => {
          const input = { ...seats, idempotencyKey: attempt.key };
          const reservation = await api.hold.mutate(input, { signal });
          if (replaces) holds.end(replaces);
          const hasEnded = attempt.isRepeat && !(await isHeld(reservation, signal));
          if (hasEnded) return null;
          return holds.register(reservation, elapsedSince(attempt.firstTriedAt));
        });
        return hold ?? holds.hold(seats, signal);
      } catch (error) {
        const existing = known.get(key);
        // The replaced hold has ended: perhaps by an earlier call with the same arguments.
        const code = replaces ? 'HOLD_EXPIRED' : undefined;
        if (!existing || !isLive(existing) || !isFrontrowError(error, code)) throw error;
        if (await isHeld(existing.reservation, signal)) return existing;
        throw error;
      }
    },
    register(reservation, maximumAge) {
      const { performanceId, seats } = reservation;
      const key = keyOf({ performanceId, seatIds: seats.map(({ id }) => id) });
      const existing = known.get(key);
      if (existing?.id === reservation.id) return existing;
      const age = clock.elapsedSince(reservation.heldAt, maximumAge);
      const hold = createHold(reservation, deviceTimeAgo(age));
      known.set(key, hold);
      return hold;
    },
    renew(reservation) {
      const hold = holds.register(reservation);
      renewHold(hold, reservation);
      return hold;
    },
    end(id) {
      for (const hold of known.values()) if (id === undefined || hold.id === id) endHold(hold);
    },
  };
  return holds;
}

/** Equal for the same seats in any order. */
const keyOf = ({ performanceId, seatIds }: SeatsOfPerformance): string =>
  [performanceId, ...[...seatIds].sort()].join();
