/** The server's clock of a fake API. */
export interface FakeClock {
  now(): Date;
  /** Sets it. It goes on from there with the device's clock. */
  set(time: Date): void;
  advance(seconds: number): void;
}

/**
 * A clock that shows the given time now, and goes on with `Date`: fake timers of a test tool that replace `Date`
 * move it too.
 *
 * @param onChange called after it was set
 */
export function createFakeClock(start: Date, onChange: () => void): FakeClock {
  let offset = start.getTime() - Date.now();
  const now = () => new Date(Date.now() + offset);
  const set = (time: Date) => {
    offset = time.getTime() - Date.now();
    onChange();
  };
  return { now, set, advance: (seconds) => set(new Date(now().getTime() + seconds * 1_000)) };
}
