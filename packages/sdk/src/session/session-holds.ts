import type { InLineApi, Reservation } from '../api.ts';
import { PendingCalls } from '../retry/pending-calls.ts';
import { deviceTimeAgo, elapsedSince } from '../time/device-clock.ts';
import type { ServerClock } from '../time/server-clock.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { createHold, endHold, type Hold, isLive, renewHold } from './hold.ts';

/** A call that holds places. */
export interface HoldCall {
  /** Equal for calls that mean the same thing. */
  id: string;
  send(idempotencyKey: string): Promise<Reservation>;
  /** The hold that it replaces. */
  replaces: string | undefined;
  /** Whether a hold has what the call wants. */
  isWanted(hold: Hold): boolean;
  signal: AbortSignal | undefined;
}

/** The holds of a session. */
export interface SessionHolds {
  /** Makes the call; or returns the live hold of the same places, also if its answer was lost. */
  hold(call: HoldCall): Promise<Hold>;
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
  const known = new Map<string, Hold>();

  /** Asks the server: a stored answer does not tell whether the hold has ended since. */
  const isHeld = async ({ id }: Reservation, signal: AbortSignal | undefined) => {
    const { status } = await api.get.query({ reservationId: id }, { signal });
    return status === 'HELD';
  };

  const holds: SessionHolds = {
    async hold(call) {
      const { id, send, replaces, isWanted, signal } = call;
      try {
        const hold = await pendingCalls.run(id, async (attempt) => {
          const reservation = await send(attempt.key);
          if (replaces) holds.end(replaces);
          const hasEnded = attempt.isRepeat && !(await isHeld(reservation, signal));
          if (hasEnded) return null;
          return holds.register(reservation, elapsedSince(attempt.firstTriedAt));
        });
        return hold ?? holds.hold(call);
      } catch (error) {
        // The replaced hold has ended: perhaps by an earlier call with the same arguments.
        const code = replaces ? 'HOLD_EXPIRED' : undefined;
        if (!isFrontrowError(error, code)) throw error;
        const existing = [...known.values()].find((hold) => isLive(hold) && isWanted(hold));
        if (existing && (await isHeld(existing.reservation, signal))) return existing;
        throw error;
      }
    },
    register(reservation, maximumAge) {
      const existing = known.get(reservation.id);
      if (existing) return existing;
      const { least, most } = clock.elapsedSince(reservation.heldAt, maximumAge);
      const hold = createHold(reservation, deviceTimeAgo(most), deviceTimeAgo(least));
      known.set(reservation.id, hold);
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
