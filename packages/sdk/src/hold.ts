import type { ReservationView } from '@frontrow/contract/reservation';

/** Most that a timer takes; longer ones would fire at once. */
const MOST_TIMER_MILLISECONDS = 2 ** 31 - 1;

/** Seats that are held for a user, until they are paid or the hold runs out. */
export class Hold {
  readonly reservation: ReservationView;
  readonly #lapses: number;
  readonly #listeners = new Map<() => void, ReturnType<typeof setTimeout>>();

  /** @param answeredAt of performance.now(), as the server answered: its clock and ours may differ */
  constructor(reservation: ReservationView, answeredAt: number) {
    this.reservation = reservation;
    const { heldAt, holdExpiresAt } = reservation;
    this.#lapses = answeredAt + holdExpiresAt.getTime() - heldAt.getTime();
  }

  get id(): string {
    return this.reservation.id;
  }

  get seats(): ReservationView['seats'] {
    return this.reservation.seats;
  }

  /** Minor units of `currency`. */
  get amount(): number {
    return this.reservation.amount;
  }

  get currency(): string {
    return this.reservation.currency;
  }

  /** Whole seconds left, rounded down; 0 once it has run out. */
  get secondsLeft(): number {
    return Math.max(0, Math.floor((this.#lapses - performance.now()) / 1000));
  }

  /** Calls back once, when it runs out; at once where it has. Returns how to call it off. */
  onExpire(listener: () => void): () => void {
    const wait = () => {
      const left = this.#lapses - performance.now();
      const milliseconds = Math.min(Math.max(0, left), MOST_TIMER_MILLISECONDS);
      const timer = setTimeout(() => {
        this.#listeners.delete(listener);
        if (this.#lapses > performance.now()) wait();
        else listener();
      }, milliseconds);
      this.#listeners.set(listener, timer);
    };
    wait();
    return () => {
      clearTimeout(this.#listeners.get(listener));
      this.#listeners.delete(listener);
    };
  }

  /** Nobody is told of its end any more: it was paid or given back. */
  settle(): void {
    for (const timer of this.#listeners.values()) clearTimeout(timer);
    this.#listeners.clear();
  }
}
