/**
 * Time as the client measures it. `device-clock.ts` measures how much time passed on this device;
 * `server-clock.ts` estimates how long ago something happened on the server, whatever time the device shows.
 * Together they give the seconds that a hold has left. `sleep.ts` waits.
 */

/** A time on both clocks of the device: `performance.now()` and `Date.now()`, in milliseconds. */
export interface DeviceTime {
  monotonic: number;
  wall: number;
}

export const deviceTime = (): DeviceTime => ({ monotonic: performance.now(), wall: Date.now() });

export const deviceTimeAgo = (milliseconds: number): DeviceTime => ({
  monotonic: performance.now() - milliseconds,
  wall: Date.now() - milliseconds,
});

/**
 * Milliseconds since that time, by the clock that advanced more. The monotonic clock stands still while
 * some devices sleep, and the wall clock can be set back.
 */
export const elapsedSince = ({ monotonic, wall }: DeviceTime): number =>
  Math.max(0, performance.now() - monotonic, Date.now() - wall);
