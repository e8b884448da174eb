/** How many of the last readings are compared. */
const READINGS = 16;

/**
 * The database's clock, read from here without asking: its distance from this process's monotonic
 * clock, by whichever of the last readings took the shortest time. Milliseconds since 1970.
 */
export class DatabaseClock {
  readonly #readings: { took: number; offset: number }[] = [];
  #offset = Number.NaN;

  /** @param asked,answered of `performance.now()`, around the statement that read `time` */
  learn(time: number, { asked, answered }: { asked: number; answered: number }): void {
    const took = answered - asked;
    this.#readings.push({ took, offset: time - (asked + took / 2) });
    if (this.#readings.length > READINGS) this.#readings.shift();
    this.#offset = this.#readings.reduce((a, b) => (b.took < a.took ? b : a)).offset;
  }

  /** NaN until the first reading. */
  now(): number {
    return performance.now() + this.#offset;
  }
}
