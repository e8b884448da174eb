import type { QueueTicket } from '../api.ts';
import { backoff } from '../retry/backoff.ts';
import { sleep } from '../time/sleep.ts';
import { type LinkedSignal, linkedSignal } from '../transport/abort.ts';
import type { StreamEnd, TicketListener } from './ticket-stream.ts';

export interface TicketSources {
  /** Reads the stream until it ends. Never rejects. */
  stream(listener: TicketListener, signal: AbortSignal): Promise<StreamEnd>;
  /**
   * Asks for the ticket once, which claims a pass. After a temporary failure it returns the milliseconds to
   * wait before the next poll. Throws when the entry has ended.
   */
  poll(signal: AbortSignal): Promise<QueueTicket | number>;
}

/** A stream that lasted longer resets the back-off of the next one. */
const STABLE_STREAM_MILLISECONDS = 10_000;
/** Between two attempts to claim a pass. An unclaimed pass expires after `claimSeconds`. */
const CLAIM_RETRY_MILLISECONDS = 1_000;

/**
 * Follows an entry over two sources at once: the stream, and a poll whenever the stream was silent for the
 * server's `pollAfterSeconds`. So a stream that a proxy buffers, that stalled, or that slept with its tab
 * delays no user and costs no user the pass. On admission it claims the pass by a poll, even if the tickets
 * are not read, and stops.
 */
export class TicketFollower {
  /** Aborts both loops. */
  readonly #lifetime: LinkedSignal;
  /** The newest ticket of either source. */
  #latest: QueueTicket;
  /** The newest ticket that `next` has not returned yet. */
  #unread: QueueTicket | null = null;
  #failure: { error: unknown } | null = null;
  /** When the next poll is due, on the monotonic clock. Activity of the stream postpones it. */
  #nextPollAt: number;
  /** The server or a proxy asked for no call before this time. */
  #noPollBefore = 0;
  #notifyReader: () => void = () => {};
  #wakePoller: () => void = () => {};

  constructor(first: QueueTicket, sources: TicketSources, signal: AbortSignal | undefined) {
    this.#latest = first;
    this.#lifetime = linkedSignal(signal);
    this.#nextPollAt = first.status === 'ACTIVE' ? 0 : this.#pollTime();
    if (first.status !== 'ACTIVE') void this.#run(() => this.#streamLoop(sources));
    void this.#run(() => this.#pollLoop(sources));
  }

  /** Waits for a ticket newer than the last one returned. Returns an ACTIVE one only once it is claimed. */
  async next(): Promise<QueueTicket> {
    while (this.#unread === null) {
      if (this.#failure) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#notifyReader = resolve;
      });
    }
    const ticket = this.#unread;
    this.#unread = null;
    return ticket;
  }

  close(): void {
    this.#lifetime.abort();
    this.#lifetime.release();
  }

  async #run(loop: () => Promise<void>): Promise<void> {
    try {
      await loop();
    } catch (error) {
      this.#failure ??= { error };
      this.#lifetime.abort();
      this.#notifyReader();
    }
  }

  async #streamLoop({ stream }: TicketSources): Promise<void> {
    const listener = {
      onTicket: (ticket: QueueTicket) => this.#accept(ticket),
      onActivity: () => this.#postponePoll(),
    };
    const { signal } = this.#lifetime;
    for (let failures = 0; ; failures++) {
      const start = performance.now();
      const { endedByServer, retryAfter } = await stream(listener, signal);
      if (performance.now() - start > STABLE_STREAM_MILLISECONDS) failures = 0;
      await sleep(retryAfter + backoff(failures + 1), signal);
      // After the random delay: a server that ends all its streams would get all the polls at once.
      if (endedByServer) this.#pollNow();
    }
  }

  async #pollLoop({ poll }: TicketSources): Promise<void> {
    for (;;) {
      await this.#waitForPollTime();
      const answer = await poll(this.#lifetime.signal);
      this.#nextPollAt = this.#pollTime();
      if (typeof answer === 'number') this.#noPollBefore = performance.now() + answer;
      else if (answer.status !== 'ACTIVE') this.#accept(answer);
      else {
        this.#unread = answer;
        this.close();
        return this.#notifyReader();
      }
    }
  }

  async #waitForPollTime(): Promise<void> {
    for (;;) {
      const remaining = Math.max(this.#nextPollAt, this.#noPollBefore) - performance.now();
      if (remaining <= 0) return;
      await sleep(remaining, this.#lifetime.signal, (wake) => {
        this.#wakePoller = wake;
      });
    }
  }

  #pollNow(): void {
    this.#nextPollAt = 0;
    this.#wakePoller();
  }

  #postponePoll(): void {
    if (this.#latest.status !== 'ACTIVE') this.#nextPollAt = this.#pollTime();
  }

  /** Up to 10 % early, at random: clients that started together would otherwise poll together for ever. */
  #pollTime(): number {
    const { status, pollAfterSeconds } = this.#latest;
    const interval = status === 'ACTIVE' ? CLAIM_RETRY_MILLISECONDS : pollAfterSeconds * 1_000;
    return performance.now() + interval * (0.9 + Math.random() / 10);
  }

  /** Takes a ticket of either source, unless the other source has already brought a newer one. */
  #accept(ticket: QueueTicket): void {
    if (isOlder(ticket, this.#latest)) return;
    this.#latest = ticket;
    if (ticket.status === 'ACTIVE') {
      this.#noPollBefore = 0;
      this.#pollNow();
    } else {
      this.#unread = ticket;
      this.#notifyReader();
    }
  }
}

const STATUS_ORDER = { PREQUEUE: 0, WAITING: 1, ACTIVE: 2 };

/** By status, then by position: neither ever moves back for an entry. */
const isOlder = (one: QueueTicket, other: QueueTicket): boolean => {
  const difference = STATUS_ORDER[one.status] - STATUS_ORDER[other.status];
  return difference < 0 || (difference === 0 && (one.position ?? 0) > (other.position ?? 0));
};
