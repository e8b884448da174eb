import { setTimeout as sleepFor } from 'node:timers/promises';

/** How many of the last readings are compared. */
const READINGS = 16;
/** A reading that is older tells nothing of the clock now. */
const READING_MS = 60_000;
/** What a reading may lie beside the clock that is followed, in milliseconds and as a share of the time without one. */
const TOLERANCE_MS = 50;
const TOLERANCE_SHARE = 0.001;

/** How the database's clock has stepped since this process began to follow it. */
export interface ClockSteps {
  back: number;
  forward: number;
  /** The sum of all steps in milliseconds; below 0 if it went back. */
  sum: number;
}

export type SharedTime = BigInt64Array<SharedArrayBuffer>;

/** The clock that all rules use. In production it is the database's clock; tests pass a virtual one. */
export interface Clock {
  readonly steps: ClockSteps;
  /** Where a clock that is not the database's has its time in milliseconds, for the threads of this process. */
  readonly sharedTime: SharedTime | null;
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
  /** Resolves once `now()` has reached this time, in milliseconds since 1970; a step of the clock moves it, too. */
  sleepUntil(time: number): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
}

/** A time of the database that was read and cannot be later than now: if it is, it was read before the clock stepped back. */
export function notAfterNow(clock: Clock, time: number): number {
  const now = clock.now();
  return time > now + TOLERANCE_MS ? now : time;
}

/**
 * The database's clock, followed from this process: an offset to the process's monotonic clock, taken
 * from the one of the last 16 readings that had the shortest round trip.
 *
 * The database read its clock between the question and the answer, so each reading says between what the offset lies.
 * If that is not where it was, the clock has stepped: by NTP, by hand, or because another machine is the database now.
 */
export class DatabaseClock implements Clock {
  readonly steps: ClockSteps = { back: 0, forward: 0, sum: 0 };
  readonly sharedTime = null;
  readonly #readings: { took: number; offset: number; answered: number }[] = [];
  #offset = Number.NaN;
  /** The round trip of the reading with this offset, which may be wrong by half of it. */
  #took = 0;
  /** When the last step was seen, by `performance.now()`. */
  #steppedAt = Number.NEGATIVE_INFINITY;

  statementTime(): null {
    return null;
  }

  now(): number {
    return performance.now() + this.#offset;
  }

  addReading(time: number, { asked, answered }: { asked: number; answered: number }): void {
    // It may be of the time before the step.
    if (asked < this.#steppedAt) return;
    const took = answered - asked;
    const reading = { took, offset: time - (asked + took / 2), answered };
    const sinceLast = answered - (this.#readings.at(-1)?.answered ?? answered);
    const tolerance = (took + this.#took) / 2 + TOLERANCE_MS + TOLERANCE_SHARE * sinceLast;
    const step = reading.offset - this.#offset;
    if (Math.abs(step) > tolerance) this.#noteStep(step, answered);
    this.#readings.push(reading);
    while (
      this.#readings.length > READINGS ||
      (this.#readings[0]?.answered ?? answered) < answered - READING_MS
    ) {
      this.#readings.shift();
    }
    const best = this.#readings.reduce((a, b) => (b.took < a.took ? b : a));
    this.#offset = best.offset;
    this.#took = best.took;
  }

  #noteStep(step: number, time: number): void {
    this.#readings.length = 0;
    this.#steppedAt = time;
    this.steps.sum += step;
    if (step < 0) this.steps.back++;
    else this.steps.forward++;
  }

  /** Returns at once before the first reading. */
  async sleepUntil(time: number): Promise<void> {
    const { sum } = this.steps;
    for (;;) {
      const milliseconds = time + (this.steps.sum - sum) - this.now();
      if (!(milliseconds >= 0)) return;
      // A timer may fire up to a millisecond early.
      await sleepFor(Math.ceil(milliseconds) + 1);
    }
  }

  async sleep(milliseconds: number): Promise<void> {
    await sleepFor(milliseconds);
  }
}
