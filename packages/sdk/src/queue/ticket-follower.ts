import type { QueueTicket } from '../api.ts';
import { backoff } from '../retry/backoff.ts';
import { sleep } from '../time/sleep.ts';
import { linkedSignal } from '../transport/abort.ts';
import type { StreamEnd, TicketListener } from './ticket-stream.ts';

export interface TicketSources {
  /** Listens to the stream until it ends. */
  watch(watcher: TicketListener, signal: AbortSignal): Promise<StreamEnd>;
  /**
   * Asks once, which claims a pass; where no answer came, how many milliseconds to keep away for. Throws
   * when the place is gone.
   */
  look(signal: AbortSignal): Promise<QueueTicket | number>;
}

/** A stream that lasted so long was a good one. */
const GOOD_MILLISECONDS = 10_000;
/** A pass that nobody claims goes to the next. */
const CLAIM_AGAIN_MILLISECONDS = 1_000;

/**
 * Follows a place by two ways at once: the stream, and a call whenever the stream said nothing for as
 * long as the server would have us wait between two calls. So a stream that a proxy keeps back, that
 * froze or that slept with its tab delays nobody, and cannot cost anybody a turn. Once the turn has come
 * it claims the pass, whether anybody reads on or not, and has done.
 */
export class TicketFollower {
  readonly #sources: TicketSources;
  readonly #all: ReturnType<typeof linkedSignal>;
  #latest: QueueTicket;
  #unread: QueueTicket | null = null;
  #failure: { error: unknown } | null = null;
  #dueAt: number;
  #notBefore = 0;
  #tell: () => void = () => {};
  #wake: () => void = () => {};

  constructor(first: QueueTicket, sources: TicketSources, signal: AbortSignal | undefined) {
    this.#latest = first;
    this.#sources = sources;
    this.#all = linkedSignal(signal);
    this.#dueAt = first.status === 'ACTIVE' ? 0 : this.#nextLook();
    if (first.status !== 'ACTIVE') void this.#run(() => this.#keepWatching());
    void this.#run(() => this.#keepLooking());
  }

  /** The newest ticket that has not been told, once there is one; a pass only when it is claimed. */
  async next(): Promise<QueueTicket> {
    while (this.#unread === null) {
      if (this.#failure) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
    const ticket = this.#unread;
    this.#unread = null;
    return ticket;
  }

  close(): void {
    this.#all.abort();
    this.#all.release();
  }

  async #run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure ??= { error };
      this.#all.abort();
      this.#tell();
    }
  }

  async #keepWatching(): Promise<void> {
    const watcher = {
      ticket: (ticket: QueueTicket) => this.#hear(ticket),
      alive: () => this.#alive(),
    };
    for (let failures = 0; ; failures++) {
      const start = performance.now();
      const { isOver, retryAfter } = await this.#sources.watch(watcher, this.#all.signal);
      if (performance.now() - start > GOOD_MILLISECONDS) failures = 0;
      await sleep(retryAfter + backoff(failures + 1), this.#all.signal);
      // Not before the pause: all who listened are told of the end at the same moment.
      if (isOver) this.#lookNow();
    }
  }

  async #keepLooking(): Promise<void> {
    for (;;) {
      await this.#due();
      const answer = await this.#sources.look(this.#all.signal);
      this.#dueAt = this.#nextLook();
      if (typeof answer === 'number') this.#notBefore = performance.now() + answer;
      else if (answer.status !== 'ACTIVE') this.#hear(answer);
      else {
        this.#unread = answer;
        this.close();
        return this.#tell();
      }
    }
  }

  /** Settles once nothing was heard for as long as the last ticket says. */
  async #due(): Promise<void> {
    for (;;) {
      const left = Math.max(this.#dueAt, this.#notBefore) - performance.now();
      if (left <= 0) return;
      await sleep(left, this.#all.signal, (wake) => {
        this.#wake = wake;
      });
    }
  }

  #lookNow(): void {
    this.#dueAt = 0;
    this.#wake();
  }

  #alive(): void {
    if (this.#latest.status !== 'ACTIVE') this.#dueAt = this.#nextLook();
  }

  /** Spread at random: whoever began together would ask together ever after. */
  #nextLook(): number {
    const { status, pollAfterSeconds } = this.#latest;
    const pace = status === 'ACTIVE' ? CLAIM_AGAIN_MILLISECONDS : pollAfterSeconds * 1_000;
    return performance.now() + pace * (0.9 + Math.random() / 10);
  }

  /** The two ways may overtake each other: what is behind what was told is old. */
  #hear(ticket: QueueTicket): void {
    if (isBehind(ticket, this.#latest)) return;
    this.#latest = ticket;
    if (ticket.status === 'ACTIVE') {
      this.#notBefore = 0;
      this.#lookNow();
    } else {
      this.#unread = ticket;
      this.#tell();
    }
  }
}

const ORDER = { PREQUEUE: 0, WAITING: 1, ACTIVE: 2 };

const isBehind = (one: QueueTicket, other: QueueTicket): boolean => {
  const ahead = ORDER[one.status] - ORDER[other.status];
  return ahead < 0 || (ahead === 0 && (one.position ?? 0) > (other.position ?? 0));
};
