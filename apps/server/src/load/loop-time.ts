/** A turn of the event loop that takes longer is a pause: the machine had no processor for this process. */
const LONGEST_TURN_MS = 200;

/**
 * The time in which the event loop has run, in milliseconds. It is read at least every 50 milliseconds, so a longer
 * distance between two readings is a turn of the loop that took so long. Of a pause of the whole process it counts
 * little: what waited through it has not waited for other requests.
 */
export class LoopTime {
  readonly #clock: () => number;
  #readAt: number;
  #time = 0;

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#readAt = clock();
  }

  now(): number {
    const readAt = this.#clock();
    this.#time += Math.min(readAt - this.#readAt, LONGEST_TURN_MS);
    this.#readAt = readAt;
    return this.#time;
  }
}
