import type { QueueTicket } from '../api.ts';
import type { StreamEnd } from '../stream/event-stream.ts';
import { Follower } from '../stream/follower.ts';
import type { TicketListener } from './ticket-stream.ts';

export interface TicketSources {
  /** Reads the stream until it ends. Never rejects. */
  stream(listener: TicketListener, signal: AbortSignal): Promise<StreamEnd>;
  /**
   * Asks for the ticket once, which claims a pass. After a temporary failure it returns the milliseconds to
   * wait before the next poll. Throws when the entry has ended.
   */
  poll(signal: AbortSignal): Promise<QueueTicket | number>;
}

/** Between two attempts to claim a pass. An unclaimed pass expires after `claimSeconds`. */
const CLAIM_RETRY_MILLISECONDS = 1_000;

/**
 * Follows an entry over its stream, and by polls whenever the stream was silent for the server's `pollAfterSeconds`. On
 * admission it claims the pass by a poll, even if the tickets are not read, and stops.
 */
export class TicketFollower {
  readonly #follower: Follower<QueueTicket>;
  /** The newest ticket of either source. */
  #latest: QueueTicket;

  constructor(first: QueueTicket, { stream, poll }: TicketSources, signal?: AbortSignal) {
    this.#latest = first;
    const listener: TicketListener = {
      onTicket: (ticket) => this.#accept(ticket),
      onActivity: () => {
        if (this.#latest.status !== 'ACTIVE') this.#follower.postponePoll();
      },
    };
    this.#follower = new Follower<QueueTicket>(
      {
        stream: (until) => stream(listener, until),
        poll: async (until) => {
          const answer = await poll(until);
          if (typeof answer === 'number') return answer;
          if (answer.status === 'ACTIVE') {
            this.#follower.offer(answer);
            this.close();
          } else this.#accept(answer);
          return 0;
        },
        pollInterval: () =>
          this.#latest.status === 'ACTIVE'
            ? CLAIM_RETRY_MILLISECONDS
            : this.#latest.pollAfterSeconds * 1_000,
      },
      signal,
    );
    this.#follower.start({ withStream: first.status !== 'ACTIVE' });
  }

  /** Waits for a ticket newer than the last one returned. Returns an ACTIVE one only once it is claimed. */
  next(): Promise<QueueTicket> {
    return this.#follower.next();
  }

  close(): void {
    this.#follower.close();
  }

  /** Takes a ticket of either source, unless the other source has already brought a newer one. */
  #accept(ticket: QueueTicket): void {
    if (isOlder(ticket, this.#latest)) return;
    this.#latest = ticket;
    if (ticket.status === 'ACTIVE') this.#follower.pollNow(true);
    else this.#follower.offer(ticket);
  }
}

const STATUS_ORDER = { PREQUEUE: 0, WAITING: 1, ACTIVE: 2 };

/** By status, then by position: neither ever moves back for an entry. */
const isOlder = (one: QueueTicket, other: QueueTicket): boolean => {
  const difference = STATUS_ORDER[one.status] - STATUS_ORDER[other.status];
  return difference < 0 || (difference === 0 && (one.position ?? 0) > (other.position ?? 0));
};
