import type { HeldSeat, Reservation } from './api.ts';
import { type Moment, since } from './moment.ts';

/** A timer stands still while a device sleeps; what is left is looked at so often. */
const LOOK_MILLISECONDS = 1_000;

/** Seats that are held for a user, until they are paid or the hold runs out. */
export class Hold {
  readonly reservation: Reservation;
  readonly #heldAt: Moment;
  /** Stops those who wait for its end. */
  readonly #awaited = new Set<() => void>();
  #isSettled = false;

  /** @internal @param heldAt by our clock, which may differ from the server's */
  constructor(reservation: Reservation, heldAt: Moment) {
    this.reservation = reservation;
    this.#heldAt = heldAt;
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

  /**
   * Calls back once, when it runs out; at once where it has, and never where it was paid, released or
   * left. Returns how to call it off.
   */
  onExpire(listener: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      clearTimeout(timer);
      this.#awaited.delete(stop);
    };
    const wait = () => {
      timer = setTimeout(
        () => {
          if (this.#millisecondsLeft > 0) return wait();
          stop();
          listener();
        },
        Math.min(this.#millisecondsLeft, LOOK_MILLISECONDS),
      );
    };
    if (!this.#isSettled) {
      this.#awaited.add(stop);
      wait();
    }
    return stop;
  }

  /** @internal Neither paid nor given back, as far as is known here, and not run out. */
  get isLive(): boolean {
    return !this.#isSettled && this.#millisecondsLeft > 0;
  }

  /** @internal Nobody is told of its end any more: it was paid or given back. */
  settle(): void {
    this.#isSettled = true;
    for (const stop of this.#awaited) stop();
  }

  get #millisecondsLeft(): number {
    const { heldAt, holdExpiresAt } = this.reservation;
    return Math.max(0, holdExpiresAt.getTime() - heldAt.getTime() - since(this.#heldAt));
  }
}
