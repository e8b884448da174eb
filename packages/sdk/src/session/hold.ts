import type { HeldSeat, Reservation } from '../api.ts';
import { type DeviceTime, elapsedSince } from '../time/device-clock.ts';

/** Seats that are held for a user until they are paid, released, or the hold expires. */
export interface Hold {
  readonly id: string;
  /** As the server answered it last. Its `holdExpiresAt` moves while the customer is at a payment provider. */
  readonly reservation: Reservation;
  readonly seats: HeldSeat[];
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  /**
   * Whole seconds that are surely left, rounded down: 0 for the last second or two, and once the hold has expired.
   * Does not depend on the device's clock.
   */
  readonly secondsLeft: number;
  /**
   * Calls the listener once when the hold expires; soon if it has expired, and never if it was paid or
   * released or the user left. Returns a function that removes the listener.
   */
  onExpire(listener: () => void): () => void;
}

/** What the session knows of a hold, and its user does not see. */
interface HoldControl {
  isLive(): boolean;
  hasExpired(): boolean;
  renew(reservation: Reservation): void;
  end(): void;
}

const controls = new WeakMap<Hold, HoldControl>();

/** Whether a hold is not expired, and not paid or released by its session. */
export const isLive = (hold: Hold): boolean => controls.get(hold)?.isLive() ?? false;

/**
 * Whether a hold has surely expired, so that the server says so too. `secondsLeft` is 0 a little earlier: it never
 * shows time that is not left.
 */
export const hasExpired = (hold: Hold): boolean => controls.get(hold)?.hasExpired() ?? false;

/** Marks a hold as paid or released and removes all listeners. */
export const endHold = (hold: Hold): void => controls.get(hold)?.end();

/** Takes over until when a hold lasts, from a newer answer. */
export const renewHold = (hold: Hold, reservation: Reservation): void =>
  controls.get(hold)?.renew(reservation);

/** Timers stand still while a device sleeps, so the remaining time is checked at this interval. */
const CHECK_MILLISECONDS = 1_000;

/**
 * @param heldAt the earliest time, by the device's clock, at which the server can have held the seats
 * @param heldBy the latest one; the hold expires by it
 */
export function createHold(
  held: Reservation,
  heldAt: DeviceTime,
  heldBy: DeviceTime = heldAt,
): Hold {
  const { id, seats, amount, currency } = held;
  let reservation = held;
  const remainingSince = (time: DeviceTime) => {
    const duration = reservation.holdExpiresAt.getTime() - reservation.heldAt.getTime();
    return Math.max(0, duration - elapsedSince(time));
  };
  /** Until the hold has surely expired. */
  const remaining = () => remainingSince(heldBy);
  /** Stops the timers of the listeners. */
  const stops = new Set<() => void>();
  let hasEnded = false;
  const hold: Hold = {
    ...{ id, seats, amount, currency },
    get reservation() {
      return reservation;
    },
    get secondsLeft() {
      return Math.floor(remainingSince(heldAt) / 1000);
    },
    onExpire(listener) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = () => {
        clearTimeout(timer);
        stops.delete(stop);
      };
      const check = () => {
        if (remaining() > 0) return wait();
        stop();
        listener();
      };
      const wait = () => {
        timer = setTimeout(check, Math.min(remaining(), CHECK_MILLISECONDS));
      };
      if (!hasEnded) {
        stops.add(stop);
        wait();
      }
      return stop;
    },
  };
  controls.set(hold, {
    isLive: () => !hasEnded && remaining() > 0,
    hasExpired: () => remaining() === 0,
    renew(newer) {
      reservation = newer;
    },
    end() {
      hasEnded = true;
      for (const stop of stops) stop();
    },
  });
  return hold;
}
