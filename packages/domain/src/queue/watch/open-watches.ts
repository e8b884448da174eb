import type { QueueTicket } from '@frontrow/contract/queue';
import type { QueueTokenClaims } from '../token/queue-token.ts';

/** One open watch. It keeps the newest ticket only: a slow reader misses steps, but never the last one. */
export class OpenWatch {
  claims: QueueTokenClaims;
  last: QueueTicket;
  lastAt = performance.now();
  lookedUpAt = 0;
  #next: QueueTicket | null = null;
  #error: unknown = null;
  #wake: (() => void) | null = null;
  #closed = false;

  constructor(claims: QueueTokenClaims, first: QueueTicket) {
    this.claims = claims;
    this.last = first;
  }

  push(ticket: QueueTicket): void {
    this.last = ticket;
    this.lastAt = performance.now();
    this.#next = ticket;
    this.#wake?.();
  }

  /** Ends the watch with this error. */
  fail(error: unknown): void {
    this.#error = error;
    this.#wake?.();
  }

  /** Ends the watch because its reader has gone. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** The next ticket; null once the reader has gone. @throws the error of `fail` */
  async next(): Promise<QueueTicket | null> {
    while (!this.#next && !this.#error && !this.#closed) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    if (this.#closed) return null;
    const ticket = this.#next;
    this.#next = null;
    if (!ticket) throw this.#error;
    return ticket;
  }
}

/** All open watches of this process, those that were told a position longest ago first. */
export class OpenWatches {
  readonly #open = new Set<OpenWatch>();
  /** The watches of each user who has any, those included that have no ticket yet. */
  readonly #ofUser = new Map<string, number>();
  /** The concerts whose watches are updated at this moment. */
  readonly updating = new Set<string>();
  /** Set when the process stops: no new watches from then on. */
  ending = false;

  get size(): number {
    return this.#open.size;
  }

  /** Counts one more watch of a user, unless there are that many already. */
  reserve(userId: string, most: number): boolean {
    const count = this.#ofUser.get(userId) ?? 0;
    if (count >= most) return false;
    this.#ofUser.set(userId, count + 1);
    return true;
  }

  /** Takes back what `reserve` counted. */
  release(userId: string): void {
    const count = this.#ofUser.get(userId) ?? 0;
    if (count > 1) this.#ofUser.set(userId, count - 1);
    else this.#ofUser.delete(userId);
  }

  add(watch: OpenWatch): void {
    this.#open.add(watch);
  }

  delete(watch: OpenWatch): void {
    this.#open.delete(watch);
  }

  /** Puts a watch that was told its position behind all others. */
  moveToEnd(watch: OpenWatch): void {
    if (this.#open.delete(watch)) this.#open.add(watch);
  }

  get concertIds(): Set<string> {
    return new Set([...this.#open].map(({ claims }) => claims.concertId));
  }

  byConcert(): Map<string, OpenWatch[]> {
    return Map.groupBy(this.#open, ({ claims }) => claims.concertId);
  }

  /** Ends all watches with this error, and refuses new ones. */
  end(error: () => unknown): void {
    this.ending = true;
    for (const watch of this.#open) watch.fail(error());
  }
}
