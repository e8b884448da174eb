import type { CallOptions, QueueTicket } from '../api.ts';
import { rejectOnAbort } from '../transport/abort.ts';
import { representedUser } from '../transport/auth.ts';
import type { CallContext } from '../transport/calls.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { createTransport, type Transport, type WireOptions } from '../transport/transport.ts';
import { type FaultTolerantStorage, type FrontrowStorage, faultTolerant } from './storage.ts';

export interface QueueEntryOptions extends WireOptions {
  storage: FrontrowStorage;
  /** Of the same client's places, by their keys: what has to be over before one is taken again. */
  leaving: Map<string, Promise<unknown>>;
}

/** What is kept from before a join until its answer: there may be a place. */
const UNKNOWN = '';

/** A place in the line of a concert: its newest token, and the calls with it. */
export class QueueEntry {
  readonly concertId: string;
  readonly transport: Transport;
  readonly #storage: FaultTolerantStorage;
  readonly #leaving: QueueEntryOptions['leaving'];
  readonly #key: string;
  #token: string | null = null;

  constructor(concertId: string, { storage, leaving, ...options }: QueueEntryOptions) {
    this.concertId = concertId;
    this.#storage = faultTolerant(storage);
    this.#leaving = leaving;
    this.transport = createTransport(options, () => this.#token);
    // A back end may keep the places of all whom it acts for in one storage.
    const owner = representedUser(options.auth);
    this.#key = ['frontrow', this.transport.url, concertId, ...(owner ? [owner] : [])].join(':');
  }

  /** Joins, or goes on with the place that was kept. */
  async take(signal: AbortSignal | undefined): Promise<QueueTicket> {
    await rejectOnAbort(this.#leaving.get(this.#key), signal);
    await this.#recall(signal);
    if (!this.#token) return this.#join(signal);
    try {
      return await this.look(signal);
    } catch (error) {
      // It has ended, or was somebody else's: a new one.
      if (!isRefusal(error, ENDED)) throw error;
      return this.#join(signal);
    }
  }

  /** Asks where it stands; counts as the claim of a pass. */
  async look(signal: AbortSignal | undefined, context: CallContext = {}): Promise<QueueTicket> {
    const options: CallOptions & CallContext = { ...context, signal };
    return this.keep(await this.transport.api.queue.status.query(undefined, options));
  }

  keep(ticket: QueueTicket): QueueTicket {
    if (ticket.token !== this.#token) {
      this.#token = ticket.token;
      void this.#storage.set(this.#key, ticket.token);
    }
    return ticket;
  }

  /** Gives up the place or pass, or the one that was kept. Once it has ended that is no error. */
  leave(signal: AbortSignal | undefined): Promise<void> {
    const leaving = this.#leave(signal);
    this.#leaving.set(
      this.#key,
      leaving.catch(() => {}),
    );
    return leaving;
  }

  async #leave(signal: AbortSignal | undefined): Promise<void> {
    await rejectOnAbort(this.#leaving.get(this.#key), signal);
    const isKept = this.#token === null;
    if (isKept) await this.#recall(signal);
    if (this.#token === null) return;
    const isOurs = this.#token !== UNKNOWN && (await this.#giveUp(signal));
    if (isKept && !isOurs) await this.#giveUpUnknown(signal);
    // One that was taken since is not ours.
    if ((await this.#storage.get(this.#key)) === this.#token) await this.#storage.remove(this.#key);
  }

  /** Ends the place of the token; false where that is another user's. */
  async #giveUp(signal: AbortSignal | undefined): Promise<boolean> {
    try {
      await this.transport.api.queue.leave.mutate(undefined, { signal });
    } catch (error) {
      if (!isRefusal(error, ENDED)) throw error;
      return !isFrontrowError(error, 'QUEUE_TOKEN_INVALID');
    }
    return true;
  }

  /**
   * A join that was cut off may have taken a place, and what was kept may be another user's: only another
   * join tells.
   */
  async #giveUpUnknown(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#join(signal);
      await this.#giveUp(signal);
    } catch (error) {
      if (!isRefusal(error, NOBODY_WAITS)) throw error;
    }
  }

  async #join(signal: AbortSignal | undefined): Promise<QueueTicket> {
    const { concertId } = this;
    this.#token = null;
    await rejectOnAbort(this.#storage.set(this.#key, UNKNOWN), signal);
    return this.keep(await this.transport.api.queue.join.mutate({ concertId }, { signal }));
  }

  async #recall(signal: AbortSignal | undefined): Promise<void> {
    this.#token = await rejectOnAbort(this.#storage.get(this.#key), signal);
  }
}

const NOBODY_WAITS = ['QUEUE_CLOSED', 'CONCERT_NOT_FOUND'];
const ENDED = ['QUEUE_TOKEN_EXPIRED', 'QUEUE_TOKEN_INVALID', 'QUEUE_TOKEN_REQUIRED'];
const isRefusal = (error: unknown, codes: string[]): boolean =>
  isFrontrowError(error) && codes.includes(error.errorCode);
