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
import { isFrontrowError } from '../transport/errors.ts';
import type { User } from '../transport/identity.ts';
import type { CallContext } from '../transport/send.ts';
import { type Connection, createTransport, type Transport } from '../transport/transport.ts';
import {
  type FaultTolerantStorage,
  type FrontrowStorage,
  faultTolerant,
  nullOnFailure,
} from './storage.ts';

export interface QueueEntryOptions extends Connection {
  storage: FrontrowStorage;
  /** The client's running `leave` calls by concert. Joining the same queue again waits for them. */
  pendingLeaves: Map<string, Promise<unknown>>;
}

/** Stored while a join has no answer yet: the server may or may not have created an entry. */
const JOIN_PENDING = '';

/** A user's entry in the queue of a concert: its newest token, and the calls with it. */
export class QueueEntry {
  readonly transport: Transport;
  /** Called with the error of each failed call of this entry. */
  onError: (error: unknown) => void = () => {};
  readonly #options: QueueEntryOptions;
  readonly #storage: FaultTolerantStorage;
  #concertId: string;
  #user: User;
  #token: string | null;
  #ticket: QueueTicket | null = null;
  #isClaimed = false;

  /** @param token of an entry that is known; its concert need not be */
  constructor(concertId: string, options: QueueEntryOptions, token: string | null = null) {
    this.#concertId = concertId;
    this.#options = options;
    this.#token = token;
    this.#storage = faultTolerant(options.storage);
    this.#user = options.identity.user;
    this.transport = createTransport(options, {
      user: () => this.#user,
      queueToken: () => this.#token,
      onError: (error) => this.onError(error),
    });
  }

  get concertId(): string {
    return this.#concertId;
  }

  /** Whose entry it is. */
  get user(): User {
    return this.#user;
  }

  /** Where the client keeps what outlives a page. */
  get storage(): FaultTolerantStorage {
    return this.#storage;
  }

  /** The newest ticket. Null before the first answer. */
  get ticket(): QueueTicket | null {
    return this.#ticket;
  }

  /** Whether a call was answered with the pass, which claims it. A join admits and claims nothing. */
  get isClaimed(): boolean {
    return this.#isClaimed;
  }

  /** The same for all clients with an entry of this user in this queue. */
  get key(): string {
    const { subject } = this.#user;
    const parts = ['frontrow', this.transport.url, this.#concertId, ...(subject ? [subject] : [])];
    return parts.join(':');
  }

  /** Resumes the stored entry, or joins if none is stored or the stored one is not live. */
  async joinOrResume(signal: AbortSignal | undefined): Promise<QueueTicket> {
    await this.#waitForLeave(signal);
    await this.#identify(signal);
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
    const ticket = await this.transport.api.queue.status.query(undefined, options);
    this.#isClaimed = ticket.status === 'ACTIVE';
    return this.remember(ticket);
  }

  /** Stores the token of a ticket if it is new. */
  remember(ticket: QueueTicket): QueueTicket {
    this.#ticket = ticket;
    this.#concertId = ticket.concertId;
    if (ticket.token !== this.#token) {
      this.#token = ticket.token;
      void this.#storage.set(this.key, ticket.token);
    }
    return ticket;
  }

  /** Ends this entry, or the stored one. Succeeds if the entry has already ended. */
  leave(signal: AbortSignal | undefined): Promise<void> {
    const leaving = this.#leave(signal);
    this.#options.pendingLeaves.set(
      this.#concertId,
      leaving.catch(() => {}),
    );
    return leaving;
  }

  async #leave(signal: AbortSignal | undefined): Promise<void> {
    await this.#waitForLeave(signal);
    const isFromStorage = this.#token === null;
    if (isFromStorage) {
      await this.#identify(signal);
      await this.#loadToken(signal);
    }
    if (this.#token === null) return;
    const hasLeft = this.#token !== JOIN_PENDING && (await this.#sendLeave(signal));
    if (isFromStorage && !hasLeft) await this.#joinAndLeave(signal);
    // A newer token belongs to an entry that was created since: it stays stored.
    if ((await this.#storage.get(this.key)) === this.#token) await this.#storage.remove(this.key);
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
    const concertId = this.#concertId;
    this.#token = null;
    this.#isClaimed = false;
    await rejectOnAbort(this.#storage.set(this.key, JOIN_PENDING), signal);
    return this.remember(await this.transport.api.queue.join.mutate({ concertId }, { signal }));
  }

  async #loadToken(signal: AbortSignal | undefined): Promise<void> {
    this.#token = await rejectOnAbort(this.#storage.get(this.key), signal);
  }

  #waitForLeave(signal: AbortSignal | undefined): Promise<unknown> {
    return rejectOnAbort(this.#options.pendingLeaves.get(this.#concertId), signal);
  }

  /** Finds out who the user is now. The next call reports a failure of `auth`. */
  async #identify(signal: AbortSignal | undefined): Promise<void> {
    const { identity } = this.#options;
    if (identity.canChange)
      await rejectOnAbort(
        nullOnFailure(() => identity.headers()),
        signal,
      );
    this.#user = identity.user;
  }
}

const CANNOT_JOIN = ['QUEUE_CLOSED', 'CONCERT_NOT_FOUND'];
const NOT_LIVE = ['QUEUE_TOKEN_EXPIRED', 'QUEUE_TOKEN_INVALID', 'QUEUE_TOKEN_REQUIRED'];
const isRefusal = (error: unknown, codes: string[]): boolean =>
  isFrontrowError(error) && codes.includes(error.errorCode);
