import type { DomainContext } from '@frontrow/domain/kernel/context';

/** Delays from which on the server takes less, and below which it takes more again. In milliseconds. */
const LOOP = { high: 60, low: 25 };
const POOL = { high: 40, low: 10 };
const RISE = 0.25;
const FALL = 0.1;

/**
 * How far the server's own delays are above what it aims at, from 0 to 1: those of the event loop and of the
 * connection pool. It rises fast and falls slowly.
 */
export class Pressure {
  readonly #pool: DomainContext['pool'];
  /** When a connection was asked for that has not come yet. */
  #askedAt: number | null = null;
  #poolDelay = 0;
  value = 0;

  constructor(pool: DomainContext['pool']) {
    this.#pool = pool;
  }

  /** @param loopDelay by how many milliseconds the event loop was late */
  look(now: number, loopDelay: number): void {
    const poolDelay = this.#askedAt === null ? this.#poolDelay : now - this.#askedAt;
    this.#poolDelay = 0;
    if (loopDelay > LOOP.high || poolDelay > POOL.high) this.value = Math.min(1, this.value + RISE);
    else if (loopDelay < LOOP.low && poolDelay < POOL.low) {
      this.value = Math.max(0, this.value - FALL);
    }
    if (this.#askedAt === null) this.#askForConnection(now);
  }

  /** Asks the pool for a connection only where others wait: it comes after theirs. Nothing is done with it. */
  #askForConnection(now: number): void {
    if (!this.#pool || this.#pool.waitingCount === 0) return;
    this.#askedAt = now;
    const end = () => {
      this.#poolDelay = performance.now() - now;
      this.#askedAt = null;
    };
    this.#pool.connect().then(
      (client) => {
        end();
        client.release();
      },
      () => end(),
    );
  }
}
