import type { QueueTicket } from '@frontrow/contract/queue';

type Said = Pick<QueueTicket, 'status' | 'position'>;

const ORDER = { PREQUEUE: 0, WAITING: 1, ACTIVE: 2 };

/** What one user was told of one place, by whichever server: it only ever gets better. */
export class Told {
  readonly tokenId: string;
  /** The token that came with the place, and the one that came last. */
  readonly first: string;
  newest: string;
  #last: Said;
  #lastHow = '';

  /** @param tickets of the calls that gave the place; more than one if they ran at the same time */
  constructor(tokenId: string, tickets: readonly [QueueTicket, ...QueueTicket[]]) {
    const best = tickets.reduce((a, b) => (isBetter(b, a) ? b : a));
    this.tokenId = tokenId;
    this.first = tickets[0].token;
    this.newest = best.token;
    this.#last = best;
    this.#compare(best);
  }

  token = (old: boolean): string => (old ? this.first : this.newest);

  /**
   * Takes in a ticket of a call that began when all calls before had been answered.
   *
   * @param how it was asked for, for the message of a failure
   */
  hear(ticket: QueueTicket, how = ''): void {
    this.#compare(ticket, how);
    this.#last = ticket;
    this.#lastHow = how;
    this.newest = ticket.token;
  }

  /**
   * Tickets of calls that ran at the same time: none is worse than what was told before them, and
   * what is told later is no worse than the best of them.
   */
  hearTogether(tickets: readonly QueueTicket[]): void {
    for (const ticket of tickets) this.#compare(ticket);
    for (const ticket of tickets) {
      if (isBetter(ticket, this.#last)) this.hear(ticket);
    }
  }

  #compare(said: Said, how = ''): void {
    const waits = said.status === 'WAITING';
    if (waits !== (said.position !== null) || (said.position ?? 1) < 1) {
      throw new Error(`${text(said)} makes no sense`);
    }
    if (isBetter(this.#last, said)) {
      const before = `${text(this.#last)} ${this.#lastHow}`.trim();
      throw new Error(`a place got worse: told ${before}, then ${text(said)} ${how}`.trim());
    }
  }
}

const isBetter = (a: Said, b: Said): boolean =>
  ORDER[a.status] === ORDER[b.status]
    ? (a.position ?? 0) < (b.position ?? 0)
    : ORDER[a.status] > ORDER[b.status];

const text = ({ status, position }: Said): string => `${status} ${position ?? ''}`.trim();
