import type { HoldInput, InLineApi, Reservation } from './api.ts';
import { isFrontrowError } from './errors.ts';
import { Hold } from './hold.ts';
import { ago, since } from './moment.ts';
import type { ServerClock } from './server-clock.ts';
import { Unanswered } from './unanswered.ts';

type Seats = Pick<HoldInput, 'performanceId' | 'seatIds'>;

/** The holds of a session. */
export class Holds {
  readonly #api: InLineApi;
  readonly #clock: ServerClock;
  readonly #unanswered = new Unanswered();
  /** The last that is known of the same seats. */
  readonly #known = new Map<string, Hold>();

  constructor(api: InLineApi, clock: ServerClock) {
    this.#api = api;
    this.#clock = clock;
  }

  /** A new one, or the one of the same seats that is known, or whose answer was lost. */
  async make(seats: Seats, signal: AbortSignal | undefined): Promise<Hold> {
    const name = nameOf(seats);
    try {
      const [reservation, { again, askedAt }] = await this.#unanswered.ask(
        name,
        async (question) => {
          const input = { ...seats, idempotencyKey: question.key };
          return [await this.#api.reservation.hold.mutate(input, { signal }), question] as const;
        },
      );
      if (again > 0 && !(await this.#isHeld(reservation, signal))) return this.make(seats, signal);
      return this.know(reservation, since(askedAt));
    } catch (error) {
      const known = this.#known.get(name);
      if (known?.isLive && isFrontrowError(error, 'SEAT_UNAVAILABLE')) return known;
      throw error;
    }
  }

  /** @param most milliseconds that it can have been held for */
  know(reservation: Reservation, most?: number): Hold {
    const hold = new Hold(reservation, ago(this.#clock.since(reservation.heldAt, most)));
    const { performanceId, seats } = reservation;
    this.#known.set(nameOf({ performanceId, seatIds: seats.map(({ id }) => id) }), hold);
    return hold;
  }

  /** None of them is held any more. */
  settle(): void {
    for (const hold of this.#known.values()) hold.settle();
  }

  /** A stored answer says nothing of what became of the hold since. */
  async #isHeld({ id }: Reservation, signal: AbortSignal | undefined): Promise<boolean> {
    const { status } = await this.#api.reservation.get.query({ reservationId: id }, { signal });
    return status === 'HELD';
  }
}

const nameOf = ({ performanceId, seatIds }: Seats): string =>
  [performanceId, ...seatIds.toSorted()].join();
