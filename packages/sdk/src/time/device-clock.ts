/** A moment on both of the device's clocks. */
export interface DeviceTime {
  steady: number;
  wall: number;
}

export const now = (): DeviceTime => ({ steady: performance.now(), wall: Date.now() });

export const ago = (milliseconds: number): DeviceTime => ({
  steady: performance.now() - milliseconds,
  wall: Date.now() - milliseconds,
});

/**
 * Milliseconds since. The steady clock stands still while some devices sleep and the wall clock may be
 * set back; whichever went further is closer to what passed elsewhere.
 */
export const since = ({ steady, wall }: DeviceTime): number =>
  Math.max(0, performance.now() - steady, Date.now() - wall);
