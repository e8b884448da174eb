import type { QueueTokenClaims } from '../token/queue-token.ts';

/** One open stream of availability. It is woken when there is something new, and reads that from the snapshot. */
export class OpenSeatWatch {
  readonly claims: QueueTokenClaims;
  readonly performanceId: string;
  /** The version that was sent last. */
  version: number;
  sentAt = performance.now();
  lookedUpAt = performance.now();
  #due = false;
  #error: unknown = null;
  #closed = false;
  #wake: (() => void) | null = null;

  constructor(claims: QueueTokenClaims, performanceId: string, version: number) {
    this.claims = claims;
    this.performanceId = performanceId;
    this.version = version;
  }

  /** There is something new to send. */
  push(): void {
    this.#due = true;
    this.#wake?.();
  }

  /** Ends the stream with this error. */
  fail(error: unknown): void {
    this.#error = error;
    this.#wake?.();
  }

  /** Ends the stream because its reader has gone. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** Resolves when there is something new; to false once the reader has gone. @throws the error of `fail` */
  async next(): Promise<boolean> {
    while (!this.#due && !this.#error && !this.#closed) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    if (this.#closed) return false;
    if (this.#error) throw this.#error;
    this.#due = false;
    return true;
  }
}

/** All open streams of availability of this process. */
export class OpenSeatWatches {
  /** By performance. */
  readonly #open = new Map<string, Set<OpenSeatWatch>>();
  /** Set when the process stops: no new streams from then on. */
  ending = false;

  get all(): OpenSeatWatch[] {
    return [...this.#open.values()].flatMap((watches) => [...watches]);
  }

  /** The performances that are watched. */
  get performanceIds(): string[] {
    return [...this.#open.keys()];
  }

  /** The open streams of a performance. */
  of(performanceId: string): Iterable<OpenSeatWatch> {
    return this.#open.get(performanceId) ?? [];
  }

  add(watch: OpenSeatWatch): void {
    const { performanceId } = watch;
    const watches = this.#open.get(performanceId) ?? new Set();
    this.#open.set(performanceId, watches.add(watch));
  }

  delete(watch: OpenSeatWatch): void {
    const watches = this.#open.get(watch.performanceId);
    watches?.delete(watch);
    if (watches?.size === 0) this.#open.delete(watch.performanceId);
  }

  /** Ends all streams with this error, and refuses new ones. */
  end(error: () => unknown): void {
    this.ending = true;
    for (const watch of this.all) watch.fail(error());
  }
}
