/** Why a request is not served. */
export type ShedReason =
  | 'queue full'
  | 'waited too long'
  | 'client gone'
  | 'no room for bodies'
  | 'answers not taken';

export interface LaneLimits {
  /** How many requests may be served at the same time. */
  atOnce: number;
  /** The share of it that is left under the highest pressure. */
  least: number;
  /**
   * A request that is served for longer no longer counts: it waits for something that the others do not need, such as
   * the payment provider, a lock or a client that is slow to take its answer. In milliseconds; 2,000 unless given.
   */
  lease?: number;
  /** The longest that a request waits, in milliseconds; 10,000 unless given. */
  longestWait?: number;
}

/** A request that waits to be served. */
export interface Waiting {
  since: number;
  /** Calls of a batch count each. */
  calls: number;
  isGone(): boolean;
  start(): void;
  refuse(reason: ShedReason): void;
}

/** A request that is being served. */
export interface Served {
  since: number;
  calls: number;
}

/** The most requests that wait. */
const MOST_WAITING = 2_000;
/** A request waits no longer, even in a burst. Most clients give up by then. */
const LONGEST_WAIT_MS = 10_000;
/** Requests that have waited without a break for so long, while clearly more arrive than are served, are no burst. */
const STANDING_MS = 700;
/** If those that wait take so long to serve, a small excess of arrivals is overload too. */
const SLOW_MS = 600;
/** In overload no more may wait than are served in that time: a longer queue serves nobody sooner, and all later. */
const OVERLOAD_MS = 150;
/** So many may wait at any rate, and are no overload. */
const FEW_WAITING = 24;
/** So many may wait in overload, however few are served. */
const FEW_IN_OVERLOAD = 4;
/** How long one may wait in overload, should fewer be served than before. */
const OVERLOAD_WAIT_MS = 300;
/** Overload is over when nobody has been refused for so long. */
const OVERLOAD_OVER_MS = 1_000;
const LEASE_MS = 2_000;
const WINDOW_MS = 250;

/**
 * The requests of one kind: those that are served, of which there is a limit, and those that wait. The limit of the
 * wait is controlled delay (CoDel): a burst waits until it is served, but a queue that stands is kept short, and stays
 * so until nobody has to be refused any more. Times are of `LoopTime`.
 */
export class Lane {
  readonly #limits: LaneLimits;
  readonly #served = new Set<Served>();
  #calls = 0;
  #waiting: Waiting[] = [];
  /** Since when somebody has waited without a break. */
  #busySince = 0;
  /** When somebody was refused last in overload; null: there is none. */
  #refusedAt: number | null = null;
  /** Counts of the window before and of the one that runs. */
  #windowAt = 0;
  #arrived = [0, 0];
  #started = [0, 0];
  /** From 0 to 1. */
  pressure = 0;

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get inService(): number {
    return this.#served.size;
  }

  get atOnce(): number {
    const { atOnce, least } = this.#limits;
    return Math.max(1, Math.round(atOnce * (1 - this.pressure * (1 - least))));
  }

  /** Counts a request that has come. Returns whether it must be refused at once. */
  arrive(now: number): boolean {
    this.#turnWindow(now);
    this.#arrived[1] = (this.#arrived[1] ?? 0) + 1;
    return this.isFull(now);
  }

  isFull(now: number): boolean {
    const isOverloaded = this.#isOverloaded(now);
    if (this.#waiting.length < (isOverloaded ? this.#fewWaiting(now) : MOST_WAITING)) return false;
    if (isOverloaded) this.#refusedAt = now;
    return true;
  }

  /** Whether a request of so many calls may be served now. A batch that is larger than the limit is served alone. */
  hasRoom(calls: number): boolean {
    return this.#calls === 0 || this.#calls + calls <= this.atOnce;
  }

  add(waiting: Waiting): void {
    if (this.#waiting.length === 0) this.#busySince = waiting.since;
    this.#waiting.push(waiting);
  }

  /** Takes the first request that waits out of the queue, if it may be served. */
  takeNext(now: number): Waiting | null {
    this.dropOld(now);
    const [first] = this.#waiting;
    if (!first || !this.hasRoom(first.calls)) return null;
    this.#waiting.shift();
    return first;
  }

  serve(calls: number, now: number): Served {
    this.#turnWindow(now);
    this.#started[1] = (this.#started[1] ?? 0) + 1;
    const served = { since: now, calls };
    this.#served.add(served);
    this.#calls += calls;
    return served;
  }

  /** Returns false if it did not count any more. */
  end(served: Served): boolean {
    if (!this.#served.delete(served)) return false;
    this.#calls -= served.calls;
    return true;
  }

  endLeases(now: number): void {
    const { lease = LEASE_MS } = this.#limits;
    for (const served of this.#served) {
      if (now - served.since < lease) return;
      this.end(served);
    }
  }

  /** Refuses those that have waited for too long, or whose client has gone. */
  dropOld(now: number): void {
    const { longestWait = LONGEST_WAIT_MS } = this.#limits;
    const isOverloaded = this.#waiting.length > 0 && this.#isOverloaded(now);
    const longest = isOverloaded ? OVERLOAD_WAIT_MS : longestWait;
    let dropped = 0;
    for (const waiting of this.#waiting) {
      const isGone = waiting.isGone();
      if (!isGone && now - waiting.since < longest) break;
      if (!isGone && isOverloaded) this.#refusedAt = now;
      waiting.refuse(isGone ? 'client gone' : 'waited too long');
      dropped++;
    }
    if (dropped > 0) this.#waiting.splice(0, dropped);
  }

  /** How many seconds later it makes sense to try again. */
  get retrySeconds(): number {
    const [arrived, started] = [sum(this.#arrived), Math.max(1, sum(this.#started))];
    return Math.min(MOST_RETRY_SECONDS, Math.max(1, Math.round(arrived / started)));
  }

  /** Whether more arrive than can be served, not only for a moment. */
  #isOverloaded(now: number): boolean {
    if (this.#refusedAt !== null && now - this.#refusedAt < OVERLOAD_OVER_MS) return true;
    this.#refusedAt = null;
    const { length } = this.#waiting;
    if (length < FEW_WAITING || now - this.#busySince < STANDING_MS) return false;
    this.#turnWindow(now);
    const [arrived, started] = [sum(this.#arrived), sum(this.#started)];
    // Where nothing is served at all something has stopped for a moment, such as the database. By chance the two
    // differ by about the root, and where calls share statements by as many as end together.
    const excess = arrived - started - 2 * Math.sqrt(started);
    if (started === 0 || excess <= 0) return false;
    return excess > this.#limits.atOnce || length / this.#perMillisecond(now) > SLOW_MS;
  }

  #fewWaiting(now: number): number {
    return Math.max(FEW_IN_OVERLOAD, this.#perMillisecond(now) * OVERLOAD_MS);
  }

  /** How many are served. */
  #perMillisecond(now: number): number {
    return sum(this.#started) / (WINDOW_MS + now - this.#windowAt);
  }

  #turnWindow(now: number): void {
    if (now - this.#windowAt < WINDOW_MS) return;
    const isNext = now - this.#windowAt < 2 * WINDOW_MS;
    this.#arrived = [isNext ? (this.#arrived[1] ?? 0) : 0, 0];
    this.#started = [isNext ? (this.#started[1] ?? 0) : 0, 0];
    this.#windowAt = now;
  }
}

const MOST_RETRY_SECONDS = 2;

const sum = ([before = 0, current = 0]: number[]): number => before + current;
