import type { HoldInput, InLineApi, Reservation } from './api.ts';
import { isFrontrowError } from './errors.ts';
import { Hold } from './hold.ts';
import { ago, since } from './moment.ts';
import type { ServerClock } from './server-clock.ts';
import { Unanswered } from './unanswered.ts';

type Seats = Pick<HoldInput, 'performanceId' | 'seatIds'>;

/** The holds of a session. */
export interface Holds {
  /** A new one, or the one of the same seats that is known, or whose answer was lost. */
  make(seats: Seats, signal: AbortSignal | undefined): Promise<Hold>;
  /** @param most milliseconds that it can have been held for */
  know(reservation: Reservation, most?: number): Hold;
  /** None of them is held any more. */
  settle(): void;
}

export function createHolds({ reservation: api }: InLineApi, clock: ServerClock): Holds {
  const unanswered = new Unanswered();
  /** The last that is known of the same seats. */
  const known = new Map<string, Hold>();

  /** A stored answer says nothing of what became of the hold since. */
  const isHeld = async ({ id }: Reservation, signal: AbortSignal | undefined) => {
    const { status } = await api.get.query({ reservationId: id }, { signal });
    return status === 'HELD';
  };

  const holds: Holds = {
    async make(seats, signal) {
      const name = nameOf(seats);
      try {
        const [reservation, { again, askedAt }] = await unanswered.ask(name, async (question) => {
          const input = { ...seats, idempotencyKey: question.key };
          return [await api.hold.mutate(input, { signal }), question] as const;
        });
        if (again && !(await isHeld(reservation, signal))) return holds.make(seats, signal);
        return holds.know(reservation, since(askedAt));
      } catch (error) {
        const held = known.get(name);
        if (held?.isLive && isFrontrowError(error, 'SEAT_UNAVAILABLE')) return held;
        throw error;
      }
    },
    know(reservation, most) {
      const hold = new Hold(reservation, ago(clock.since(reservation.heldAt, most)));
      const { performanceId, seats } = reservation;
      known.set(nameOf({ performanceId, seatIds: seats.map(({ id }) => id) }), hold);
      return hold;
    },
    settle() {
      for (const hold of known.values()) hold.settle();
    },
  };
  return holds;
}

const nameOf = ({ performanceId, seatIds }: Seats): string =>
  [performanceId, ...[...seatIds].sort()].join();
