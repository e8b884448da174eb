/**
 * How a client waits in a queue:
 *
 * - `QueueEntry` (this file) joins or resumes an entry, and ends it. It keeps the newest queue token in
 *   `storage.ts`, so a reloaded page resumes the same entry.
 * - `followEntry` yields the entry's tickets until the pass is claimed. It combines two sources:
 *   `TicketFollower` decides when to poll and which ticket is newer, `ticket-stream.ts` reads the stream.
 */
import type { CallOptions, QueueTicket } from '../api.ts';
import { rejectOnAbort } from '../transport/abort.ts';
import { representedUser } from '../transport/auth.ts';
import type { CallContext } from '../transport/calls.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { createTransport, type Transport, type WireOptions } from '../transport/transport.ts';
import { type FaultTolerantStorage, type FrontrowStorage, faultTolerant } from './storage.ts';

export interface QueueEntryOptions extends WireOptions {
  storage: FrontrowStorage;
  /** The client's running `leave` calls by storage key. Joining the same queue again waits for them. */
  pendingLeaves: Map<string, Promise<unknown>>;
}

/** Stored while a join has no answer yet: the server may or may not have created an entry. */
const JOIN_PENDING = '';

/** A user's entry in the queue of a concert: its newest token, and the calls with it. */
export class QueueEntry {
  readonly concertId: string;
  readonly transport: Transport;
  readonly #storage: FaultTolerantStorage;
  readonly #pendingLeaves: QueueEntryOptions['pendingLeaves'];
  readonly #key: string;
  #token: string | null = null;

  constructor(concertId: string, { storage, pendingLeaves, ...options }: QueueEntryOptions) {
    this.concertId = concertId;
    this.#storage = faultTolerant(storage);
    this.#pendingLeaves = pendingLeaves;
    this.transport = createTransport(options, () => this.#token);
    // A back end can keep the entries of all users that it acts for in one storage.
    const owner = representedUser(options.auth);
    this.#key = ['frontrow', this.transport.url, concertId, ...(owner ? [owner] : [])].join(':');
  }

  /** Resumes the stored entry, or joins if none is stored or the stored one is not live. */
  async joinOrResume(signal: AbortSignal | undefined): Promise<QueueTicket> {
    await rejectOnAbort(this.#pendingLeaves.get(this.#key), signal);
    await this.#loadToken(signal);
    if (!this.#token) return this.#join(signal);
    try {
      return await this.fetchTicket(signal);
    } catch (error) {
      if (!isRefusal(error, NOT_LIVE)) throw error;
      return this.#join(signal);
    }
  }

  /** Asks the server for the current ticket. This call claims a pass. */
  async fetchTicket(
    signal: AbortSignal | undefined,
    context: CallContext = {},
  ): Promise<QueueTicket> {
    const options: CallOptions & CallContext = { ...context, signal };
    return this.remember(await this.transport.api.queue.status.query(undefined, options));
  }

  /** Stores the token of a ticket if it is new. */
  remember(ticket: QueueTicket): QueueTicket {
    if (ticket.token !== this.#token) {
      this.#token = ticket.token;
      void this.#storage.set(this.#key, ticket.token);
    }
    return ticket;
  }

  /** Ends this entry, or the stored one. Succeeds if the entry has already ended. */
  leave(signal: AbortSignal | undefined): Promise<void> {
    const leaving = this.#leave(signal);
    this.#pendingLeaves.set(
      this.#key,
      leaving.catch(() => {}),
    );
    return leaving;
  }

  async #leave(signal: AbortSignal | undefined): Promise<void> {
    await rejectOnAbort(this.#pendingLeaves.get(this.#key), signal);
    const isFromStorage = this.#token === null;
    if (isFromStorage) await this.#loadToken(signal);
    if (this.#token === null) return;
    const hasLeft = this.#token !== JOIN_PENDING && (await this.#sendLeave(signal));
    if (isFromStorage && !hasLeft) await this.#joinAndLeave(signal);
    // A newer token belongs to an entry that was created since: it stays stored.
    if ((await this.#storage.get(this.#key)) === this.#token) await this.#storage.remove(this.#key);
  }

  /** Ends the entry of the token. Returns false if that entry belongs to another user. */
  async #sendLeave(signal: AbortSignal | undefined): Promise<boolean> {
    try {
      await this.transport.api.queue.leave.mutate(undefined, { signal });
    } catch (error) {
      if (!isRefusal(error, NOT_LIVE)) throw error;
      return !isFrontrowError(error, 'QUEUE_TOKEN_INVALID');
    }
    return true;
  }

  /**
   * Ends an entry whose token is not known: a join without an answer may have created one, and the stored
   * token may be another user's. A join returns the user's live entry if there is one.
   */
  async #joinAndLeave(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#join(signal);
      await this.#sendLeave(signal);
    } catch (error) {
      if (!isRefusal(error, CANNOT_JOIN)) throw error;
    }
  }

  async #join(signal: AbortSignal | undefined): Promise<QueueTicket> {
    const { concertId } = this;
    this.#token = null;
    await rejectOnAbort(this.#storage.set(this.#key, JOIN_PENDING), signal);
    return this.remember(await this.transport.api.queue.join.mutate({ concertId }, { signal }));
  }

  async #loadToken(signal: AbortSignal | undefined): Promise<void> {
    this.#token = await rejectOnAbort(this.#storage.get(this.#key), signal);
  }
}

const CANNOT_JOIN = ['QUEUE_CLOSED', 'CONCERT_NOT_FOUND'];
const NOT_LIVE = ['QUEUE_TOKEN_EXPIRED', 'QUEUE_TOKEN_INVALID', 'QUEUE_TOKEN_REQUIRED'];
const isRefusal = (error: unknown, codes: string[]): boolean =>
  isFrontrowError(error) && codes.includes(error.errorCode);
