import type { QueueTicket } from '@frontrow/contract/queue';

type Progress = Pick<QueueTicket, 'status' | 'position'>;

const STATUS_ORDER = { PREQUEUE: 0, WAITING: 1, ACTIVE: 2 };

/**
 * What one user was told about one entry, by any server. Checks that it never gets worse: the status
 * goes forward only, and the position never goes up.
 */
export class TicketHistory {
  readonly entryId: string;
  /** The token of the first ticket. All tokens of an entry stay valid. */
  readonly firstToken: string;
  newestToken: string;
  #last: Progress;
  #lastContext = '';

  /** @param tickets the answers that created the entry; several if their calls ran concurrently */
  constructor(entryId: string, tickets: readonly [QueueTicket, ...QueueTicket[]]) {
    const best = tickets.reduce((a, b) => (isBetter(b, a) ? b : a));
    this.entryId = entryId;
    this.firstToken = tickets[0].token;
    this.newestToken = best.token;
    this.#last = best;
    this.#check(best);
  }

  token = (first: boolean): string => (first ? this.firstToken : this.newestToken);

  /**
   * Adds the answer of a call that began after all earlier calls were answered.
   *
   * @param context how the call was made, for the message of a failure
   * @throws Error if the ticket is worse than an earlier one
   */
  add(ticket: QueueTicket, context = ''): void {
    this.#check(ticket, context);
    this.#last = ticket;
    this.#lastContext = context;
    this.newestToken = ticket.token;
  }

  /**
   * Adds the answers of calls that ran concurrently. None may be worse than the answers before them;
   * later answers may not be worse than the best of them.
   */
  addConcurrent(tickets: readonly QueueTicket[]): void {
    for (const ticket of tickets) this.#check(ticket);
    for (const ticket of tickets) {
      if (isBetter(ticket, this.#last)) this.add(ticket);
    }
  }

  #check(ticket: Progress, context = ''): void {
    const waits = ticket.status === 'WAITING';
    if (waits !== (ticket.position !== null) || (ticket.position ?? 1) < 1) {
      throw new Error(`the status does not fit the position: ${text(ticket)}`);
    }
    if (isBetter(this.#last, ticket)) {
      const before = `${text(this.#last)} ${this.#lastContext}`.trim();
      const after = `${text(ticket)} ${context}`.trim();
      throw new Error(`a ticket got worse: first ${before}, then ${after}`);
    }
  }
}

const isBetter = (a: Progress, b: Progress): boolean =>
  STATUS_ORDER[a.status] === STATUS_ORDER[b.status]
    ? (a.position ?? 0) < (b.position ?? 0)
    : STATUS_ORDER[a.status] > STATUS_ORDER[b.status];

const text = ({ status, position }: Progress): string => `${status} ${position ?? ''}`.trim();
