/**
 * The client that applications create. It has two parts:
 *
 * - every procedure of the API by its name, from `transport/`, which retries calls by the rules of `retry/`;
 * - the journeys `enter`, `positions` and `leave`, from `queue/`. `enter` resolves with a session from
 *   `session/`, which has the calls of an admitted user.
 *
 * The hooks in `react/` use only what this client offers.
 */
import type { FrontrowApi, QueueTicket } from './api.ts';
import { followEntry } from './queue/follow-entry.ts';
import { QueueEntry } from './queue/queue-entry.ts';
import { defaultStorage, type FrontrowStorage } from './queue/storage.ts';
import { openSession } from './session/open-session.ts';
import type { Abortable, Session } from './session/session.ts';
import { checkAuth } from './transport/auth.ts';
import { createTransport, type WireOptions } from './transport/transport.ts';

export interface FrontrowClientOptions extends WireOptions {
  /**
   * Where queue tokens are stored, so that a reloaded page keeps its queue entry. Default: the tab's
   * session storage, or memory where there is none.
   */
  storage?: FrontrowStorage | undefined;
}

export interface EnterOptions extends Abortable {
  /** Called with the first ticket, and then at each change of status, position or estimated wait. */
  onPosition?: ((ticket: QueueTicket) => void) | undefined;
}

export interface Journeys {
  /**
   * Joins the queue of a concert, waits until the user is admitted, and resolves with the session. Keeps
   * the same queue entry after a network failure and after a reload of the page.
   *
   * @throws QUEUE_CLOSED, CONCERT_NOT_FOUND, QUEUE_TOKEN_EXPIRED if the pass was not claimed in time
   */
  enter(concertId: string, options?: EnterOptions): Promise<Session>;
  /**
   * The same as an async iterator: yields a ticket at each change of status, position or estimated wait,
   * and ends after the ACTIVE one. The pass is claimed even if the iterator is read slowly. An aborted
   * signal ends a wait for the next ticket; `break` ends it at once.
   */
  positions(concertId: string, options?: Abortable): AsyncGenerator<QueueTicket>;
  /**
   * Ends the queue entry of this user, waiting or admitted. Abort a pending `enter` first: otherwise it
   * may still create an entry.
   */
  leave(concertId: string, options?: Abortable): Promise<void>;
}

/** Every procedure of the API, and the journeys. */
export type FrontrowClient = FrontrowApi & Journeys;

/**
 * Creates a client of a Frontrow server. It opens no connection, so a back end can create one for each user.
 *
 * @throws TypeError if `url` or `auth` is missing or has the wrong type, as is possible in plain JavaScript
 */
export function createFrontrowClient({
  storage = defaultStorage(),
  ...options
}: FrontrowClientOptions): FrontrowClient {
  if ((options.url ?? null) === null) throw new TypeError('url is missing');
  checkAuth(options.auth);
  const pendingLeaves = new Map<string, Promise<unknown>>();
  const entryIn = (concertId: string) =>
    new QueueEntry(concertId, { ...options, storage, pendingLeaves });
  return {
    ...createTransport(options, () => null).api,
    async enter(concertId, { onPosition, signal } = {}) {
      const entry = entryIn(concertId);
      let last: QueueTicket | undefined;
      for await (const ticket of followEntry(entry, signal)) {
        last = ticket;
        onPosition?.(ticket);
      }
      return openSession(entry, last as QueueTicket);
    },
    positions: (concertId, { signal } = {}) => followEntry(entryIn(concertId), signal),
    leave: (concertId, { signal } = {}) => entryIn(concertId).leave(signal),
  };
}
