import type { HeldSeat, Reservation } from '../api.ts';
import { type DeviceTime, since } from '../time/device-clock.ts';

/** Seats that are held for a user, until they are paid or the hold runs out. */
export interface Hold {
  readonly id: string;
  readonly reservation: Reservation;
  readonly seats: HeldSeat[];
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  /** Whole seconds left, rounded down; 0 once it has run out. Right whatever the device's clock says. */
  readonly secondsLeft: number;
  /**
   * Calls back once, when it runs out; at once where it has, and never where it was paid, released or
   * left. Returns how to call it off.
   */
  onExpire(listener: () => void): () => void;
}

/** A hold as its session knows it. */
export interface SessionHold extends Hold {
  /** Neither paid nor given back, as far as is known here, and not run out. */
  readonly isLive: boolean;
  /** Nobody is told of its end any more: it was paid or given back. */
  settle(): void;
}

/** A timer stands still while a device sleeps; what is left is looked at so often. */
const LOOK_MILLISECONDS = 1_000;

/** @param heldAt by our clock, which may differ from the server's */
export function createHold(reservation: Reservation, heldAt: DeviceTime): SessionHold {
  const { id, seats, amount, currency, holdExpiresAt } = reservation;
  const milliseconds = holdExpiresAt.getTime() - reservation.heldAt.getTime();
  const left = () => Math.max(0, milliseconds - since(heldAt));
  /** Stops those who wait for its end. */
  const awaited = new Set<() => void>();
  let isSettled = false;
  return {
    ...{ id, reservation, seats, amount, currency },
    get secondsLeft() {
      return Math.floor(left() / 1000);
    },
    onExpire(listener) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = () => {
        clearTimeout(timer);
        awaited.delete(stop);
      };
      const look = () => {
        if (left() > 0) return wait();
        stop();
        listener();
      };
      const wait = () => {
        timer = setTimeout(look, Math.min(left(), LOOK_MILLISECONDS));
      };
      if (!isSettled) {
        awaited.add(stop);
        wait();
      }
      return stop;
    },
    get isLive() {
      return !isSettled && left() > 0;
    },
    settle() {
      isSettled = true;
      for (const stop of awaited) stop();
    },
  };
}
