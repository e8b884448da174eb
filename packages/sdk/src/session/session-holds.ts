import type { HoldInput, InLineApi, Reservation } from '../api.ts';
import { PendingCalls } from '../retry/pending-calls.ts';
import { ago, since } from '../time/device-clock.ts';
import type { ServerClock } from '../time/server-clock.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { createHold, type Hold, type SessionHold } from './hold.ts';

type Seats = Pick<HoldInput, 'performanceId' | 'seatIds'>;

/** The holds of a session. */
export interface SessionHolds {
  /** A new one, or the one of the same seats that is known, or whose answer was lost. */
  make(seats: Seats, signal: AbortSignal | undefined): Promise<Hold>;
  /** The one that it is; @param most milliseconds that it can have been held for */
  know(reservation: Reservation, most?: number): Hold;
  /** It is not held any more; without an id none is. */
  settle(id?: string): void;
}

export function createSessionHolds(
  { reservation: api }: InLineApi,
  clock: ServerClock,
): SessionHolds {
  const unanswered = new PendingCalls();
  /** The last that is known of the same seats. */
  const known = new Map<string, SessionHold>();

  /** A stored answer says nothing of what became of the hold since. */
  const isHeld = async ({ id }: Reservation, signal: AbortSignal | undefined) => {
    const { status } = await api.get.query({ reservationId: id }, { signal });
    return status === 'HELD';
  };

  const holds: SessionHolds = {
    async make(seats, signal) {
      const name = nameOf(seats);
      try {
        const made = await unanswered.ask(name, async ({ key, again, askedAt }) => {
          const reservation = await api.hold.mutate({ ...seats, idempotencyKey: key }, { signal });
          const isOver = again && !(await isHeld(reservation, signal));
          return isOver ? null : holds.know(reservation, since(askedAt));
        });
        return made ?? holds.make(seats, signal);
      } catch (error) {
        const held = known.get(name);
        if (!held?.isLive || !isFrontrowError(error)) throw error;
        if (await isHeld(held.reservation, signal)) return held;
        throw error;
      }
    },
    know(reservation, most) {
      const { performanceId, seats } = reservation;
      const name = nameOf({ performanceId, seatIds: seats.map(({ id }) => id) });
      const before = known.get(name);
      if (before?.id === reservation.id) return before;
      const hold = createHold(reservation, ago(clock.since(reservation.heldAt, most)));
      known.set(name, hold);
      return hold;
    },
    settle(id) {
      for (const hold of known.values()) if (id === undefined || hold.id === id) hold.settle();
    },
  };
  return holds;
}

const nameOf = ({ performanceId, seatIds }: Seats): string =>
  [performanceId, ...[...seatIds].sort()].join();
