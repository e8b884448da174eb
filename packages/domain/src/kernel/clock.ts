import { setTimeout as sleepFor } from 'node:timers/promises';

/** How many of the last readings are compared. */
const READINGS = 16;

/** The clock that all rules use. In production it is the database's clock; tests pass a virtual one. */
export interface Clock {
  /**
   * What statements get as `$now` and read as `coalesce($now, clock_timestamp())`. Null in production:
   * each statement then reads the database's own clock.
   */
  statementTime(): Date | null;
  /** The database's time in milliseconds since 1970, without asking it. NaN before the first reading. */
  now(): number;
  /**
   * Adds one reading of the database's clock.
   *
   * @param time what the database answered, in milliseconds since 1970
   * @param asked,answered `performance.now()` before and after the statement that read it
   */
  addReading(time: number, reading: { asked: number; answered: number }): void;
  /** Resolves once `now()` has reached this time, in milliseconds since 1970. */
  sleepUntil(time: number): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * The database's clock, followed from this process: an offset to the process's monotonic clock, taken
 * from the one of the last 16 readings that had the shortest round trip.
 */
export class DatabaseClock implements Clock {
  readonly #readings: { took: number; offset: number }[] = [];
  #offset = Number.NaN;

  statementTime(): null {
    return null;
  }

  now(): number {
    return performance.now() + this.#offset;
  }

  addReading(time: number, { asked, answered }: { asked: number; answered: number }): void {
    const took = answered - asked;
    this.#readings.push({ took, offset: time - (asked + took / 2) });
    if (this.#readings.length > READINGS) this.#readings.shift();
    this.#offset = this.#readings.reduce((a, b) => (b.took < a.took ? b : a)).offset;
  }

  /** Returns at once before the first reading. */
  async sleepUntil(time: number): Promise<void> {
    for (;;) {
      const milliseconds = time - this.now();
      if (!(milliseconds >= 0)) return;
      // A timer may fire up to a millisecond early.
      await sleepFor(Math.ceil(milliseconds) + 1);
    }
  }

  async sleep(milliseconds: number): Promise<void> {
    await sleepFor(milliseconds);
  }
}
