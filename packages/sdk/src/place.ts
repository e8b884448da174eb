import type { CallOptions, Ticket } from './api.ts';
import type { FrontrowAuth } from './auth.ts';
import type { CallContext } from './calls.ts';
import { isFrontrowError } from './errors.ts';
import { Lookout, type LookoutSources } from './lookout.ts';
import { pause } from './pause.ts';
import { comesBackAfter } from './retry.ts';
import { carefully, type FrontrowStorage } from './storage.ts';
import { watchTickets } from './watch.ts';
import { createWire, type Wire, type WireOptions } from './wire.ts';

/** A place in the line of a concert: its newest token, and all calls with it. */
export class Place {
  readonly concertId: string;
  readonly wire: Wire;
  readonly #storage: FrontrowStorage;
  readonly #key: string;
  #token: string | null = null;

  constructor(
    concertId: string,
    { storage, ...options }: WireOptions & { storage: FrontrowStorage },
  ) {
    this.concertId = concertId;
    this.#storage = carefully(storage);
    this.wire = createWire(options, () => this.#token);
    this.#key = ['frontrow', this.wire.url, concertId, ...actedFor(options.auth)].join(':');
  }

  /** Joins, or goes on with the place that was kept. */
  async take(signal: AbortSignal | undefined): Promise<Ticket> {
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
    const { concertId } = this;
    return this.#keep(await this.wire.api.queue.join.mutate({ concertId }, { signal }));
  }

  /** Asks where it stands; counts as the claim of a pass. */
  async look(signal: AbortSignal | undefined, context: CallContext = {}): Promise<Ticket> {
    const options: CallOptions & CallContext = { ...context, signal };
    return this.#keep(await this.wire.api.queue.status.query(undefined, options));
  }

  /** Gives up the place or pass, or the one that was kept. Once it has ended that is no error. */
  async leave(signal: AbortSignal | undefined): Promise<void> {
    this.#token ??= await this.#storage.get(this.#key);
    if (this.#token === null) return;
    try {
      await this.wire.api.queue.leave.mutate(undefined, { signal });
    } catch (error) {
      if (!hasEnded(error)) throw error;
    }
    await this.forget();
  }

  async forget(): Promise<void> {
    await this.#storage.remove(this.#key);
  }

  /**
   * Each ticket that differs from the one before, up to the one that lets through, whose pass has been
   * claimed by then. However long the network is away, it goes on with the same place.
   */
  async *tickets(signal: AbortSignal | undefined): AsyncGenerator<Ticket> {
    let last = await this.take(signal);
    if (last.status !== 'ACTIVE') yield last;
    const lookout = new Lookout(last, this.#sources, signal);
    try {
      while (last.status !== 'ACTIVE') {
        const ticket = await this.#keep(await lookout.next());
        const changed = differs(ticket, last);
        last = ticket;
        if (changed && last.status !== 'ACTIVE') yield last;
      }
    } finally {
      lookout.close();
    }
    yield await this.#claim(signal);
  }

  /** Neither a join nor a watch claims a pass; without a call with it, it goes to the next. */
  async #claim(signal: AbortSignal | undefined): Promise<Ticket> {
    for (;;) {
      const ticket = await this.#lookOnce(signal);
      if (ticket) return ticket;
      await pause(CLAIM_AGAIN_MILLISECONDS, signal);
    }
  }

  readonly #sources: LookoutSources = {
    watch: (watcher, signal) => watchTickets(this.wire, watcher, signal),
    look: (signal) => this.#lookOnce(signal),
  };

  /** Null where it is not known: the network or the server is away, or has too much to do. */
  async #lookOnce(signal: AbortSignal | undefined): Promise<Ticket | null> {
    try {
      return await this.look(signal, { patience: 0 });
    } catch (error) {
      signal?.throwIfAborted();
      const wait = comesBackAfter(error);
      if (wait === null) throw error;
      await pause(wait, signal);
      return null;
    }
  }

  async #keep(ticket: Ticket): Promise<Ticket> {
    if (ticket.token !== this.#token) {
      this.#token = ticket.token;
      await this.#storage.set(this.#key, ticket.token);
    }
    return ticket;
  }
}

/** A back end may keep the places of all whom it acts for in one storage. */
const actedFor = (auth: FrontrowAuth | null): string[] =>
  typeof auth === 'object' && auth?.onBehalfOf ? [auth.onBehalfOf] : [];

const CLAIM_AGAIN_MILLISECONDS = 1_000;

const ENDED = ['QUEUE_TOKEN_EXPIRED', 'QUEUE_TOKEN_INVALID', 'QUEUE_TOKEN_REQUIRED'];
const hasEnded = (error: unknown): boolean =>
  isFrontrowError(error) && ENDED.includes(error.errorCode);

const differs = (one: Ticket, other: Ticket): boolean =>
  one.status !== other.status ||
  one.position !== other.position ||
  one.estimatedWaitSeconds !== other.estimatedWaitSeconds;
