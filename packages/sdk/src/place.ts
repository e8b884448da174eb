import type { TicketView } from '@frontrow/contract/queue';
import { isFrontrowError } from './errors.ts';
import { pause } from './pause.ts';
import type { FrontrowStorage } from './storage.ts';
import { watchTickets } from './watch.ts';
import { createWire, type Wire, type WireOptions } from './wire.ts';

/** A place in the line of a concert: its newest token, and all calls with it. */
export class Place {
  readonly concertId: string;
  readonly wire: Wire;
  readonly #storage: FrontrowStorage;
  #token: string | null = null;

  constructor(
    concertId: string,
    { storage, ...options }: WireOptions & { storage: FrontrowStorage },
  ) {
    this.concertId = concertId;
    this.#storage = storage;
    this.wire = createWire(options, () => this.#token);
  }

  get token(): string | null {
    return this.#token;
  }

  /** Joins, or goes on with the place that was kept. */
  async take(signal: AbortSignal | undefined): Promise<TicketView> {
    this.#token = await this.#storage.get(this.#key);
    if (this.#token !== null) {
      try {
        return await this.look(signal);
      } catch (error) {
        // It has ended, or was somebody else's: a new one.
        if (!hasEnded(error)) throw error;
        this.#token = null;
      }
    }
    return this.keep(
      await this.wire.trpc.queue.join.mutate({ concertId: this.concertId }, { signal }),
    );
  }

  /** Asks where it stands; counts as the claim of a pass. */
  async look(signal: AbortSignal | undefined): Promise<TicketView> {
    return this.keep(await this.wire.trpc.queue.status.query(undefined, { signal }));
  }

  async keep(ticket: TicketView): Promise<TicketView> {
    if (ticket.token !== this.#token) {
      this.#token = ticket.token;
      await this.#storage.set(this.#key, ticket.token);
    }
    return ticket;
  }

  async forget(): Promise<void> {
    await this.#storage.remove(this.#key);
  }

  /**
   * Each ticket that differs from the one before, up to the one that lets through. Watched live, and
   * asked at the server's pace wherever that breaks off.
   */
  async *tickets(signal: AbortSignal | undefined): AsyncGenerator<TicketView> {
    let last = await this.take(signal);
    yield last;
    while (last.status !== 'ACTIVE') {
      for await (const ticket of this.#live(signal)) {
        const changed = differs(ticket, last);
        last = await this.keep(ticket);
        if (changed) yield last;
        if (last.status === 'ACTIVE') break;
      }
      if (last.status === 'ACTIVE') break;
      await pause(last.pollAfterSeconds * 1000, signal);
      const ticket = await this.look(signal);
      const changed = differs(ticket, last);
      last = ticket;
      if (changed) yield last;
    }
  }

  async *#live(signal: AbortSignal | undefined): AsyncGenerator<TicketView> {
    const over = new AbortController();
    try {
      yield* watchTickets(this.wire, signal ? AbortSignal.any([signal, over.signal]) : over.signal);
    } finally {
      over.abort();
    }
  }

  get #key(): string {
    return `frontrow:${this.wire.url}:${this.concertId}`;
  }
}

const ENDED = ['QUEUE_TOKEN_EXPIRED', 'QUEUE_TOKEN_INVALID', 'QUEUE_TOKEN_REQUIRED'];
const hasEnded = (error: unknown): boolean =>
  isFrontrowError(error) && ENDED.includes(error.errorCode);

const differs = (one: TicketView, other: TicketView): boolean =>
  one.status !== other.status ||
  one.position !== other.position ||
  one.estimatedWaitSeconds !== other.estimatedWaitSeconds;
