import type { HeldSeat, Reservation } from './api.ts';
import { type Moment, since } from './moment.ts';

/** A timer stands still while a device sleeps; what is left is looked at so often. */
const LOOK_MILLISECONDS = 1_000;

/** Seats that are held for a user, until they are paid or the hold runs out. */
export class Hold {
  readonly reservation: Reservation;
  readonly #askedAt: Moment;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  /** @internal @param askedAt before it was held: the server's clock and ours may differ */
  constructor(reservation: Reservation, askedAt: Moment) {
    this.reservation = reservation;
    this.#askedAt = askedAt;
  }

  get id(): string {
    return this.reservation.id;
  }

  get seats(): HeldSeat[] {
    return this.reservation.seats;
  }

  /** Minor units of `currency`. */
  get amount(): number {
    return this.reservation.amount;
  }

  get currency(): string {
    return this.reservation.currency;
  }

  /** Whole seconds left, rounded down; 0 once it has run out. Right whatever the device's clock says. */
  get secondsLeft(): number {
    return Math.floor(this.#millisecondsLeft / 1000);
  }

  /** Calls back once, when it runs out; at once where it has. Returns how to call it off. */
  onExpire(listener: () => void): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const left = this.#millisecondsLeft;
      timer = setTimeout(
        () => {
          this.#timers.delete(timer);
          if (this.#millisecondsLeft > 0) wait();
          else listener();
        },
        Math.min(left, LOOK_MILLISECONDS),
      );
      this.#timers.add(timer);
    };
    wait();
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** @internal Nobody is told of its end any more: it was paid or given back. */
  settle(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  get #millisecondsLeft(): number {
    const { heldAt, holdExpiresAt } = this.reservation;
    return Math.max(0, holdExpiresAt.getTime() - heldAt.getTime() - since(this.#askedAt));
  }
}
