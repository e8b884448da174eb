import type { FrontrowApi, QueueTicket } from './api.ts';
import { tickets } from './queue/follow-entry.ts';
import { QueueEntry } from './queue/queue-entry.ts';
import { defaultStorage, type FrontrowStorage } from './queue/storage.ts';
import { openSession } from './session/open-session.ts';
import type { Abortable, Session } from './session/session.ts';
import { checkAuth } from './transport/auth.ts';
import { createTransport, type WireOptions } from './transport/transport.ts';

export interface FrontrowClientOptions extends WireOptions {
  /** Where places in line are kept over a reload; the tab's session storage, or memory. */
  storage?: FrontrowStorage | undefined;
}

export interface EnterOptions extends Abortable {
  /** Told at once and at each change. */
  onPosition?: ((ticket: QueueTicket) => void) | undefined;
}

export interface Journeys {
  /**
   * Joins the line of a concert, waits for the turn, and resolves with what the pass opens. Goes on
   * with the same place after a lost network, and after a reload of the page.
   *
   * @throws QUEUE_CLOSED, CONCERT_NOT_FOUND, QUEUE_TOKEN_EXPIRED when the turn was missed
   */
  enter(concertId: string, options?: EnterOptions): Promise<Session>;
  /**
   * The same as a stream: each ticket that differs from the one before, up to the one that lets through.
   * However slowly it is read, the turn is not missed. A signal ends a wait for the next; a `break` at once.
   */
  positions(concertId: string, options?: Abortable): AsyncGenerator<QueueTicket>;
  /**
   * Gives up the place or pass of this visitor, whether it waits or was let in before. Abort an `enter` that
   * has not been answered yet: it would take a place all the same.
   */
  leave(concertId: string, options?: Abortable): Promise<void>;
}

/** Every procedure of the API, and the journeys above them. */
export type FrontrowClient = FrontrowApi & Journeys;

/**
 * A client of a Frontrow server. Cheap to make: a back end may make one for each user.
 *
 * @throws TypeError where `url` or `auth` is missing, as plain JavaScript may have it
 */
export function createFrontrowClient({
  storage = defaultStorage(),
  ...options
}: FrontrowClientOptions): FrontrowClient {
  if ((options.url ?? null) === null) throw new TypeError('url is where the API is');
  checkAuth(options.auth);
  const leaving = new Map<string, Promise<unknown>>();
  const placeIn = (concertId: string) =>
    new QueueEntry(concertId, { ...options, storage, leaving });
  return {
    ...createTransport(options, () => null).api,
    async enter(concertId, { onPosition, signal } = {}) {
      const place = placeIn(concertId);
      let last: QueueTicket | undefined;
      for await (const ticket of tickets(place, signal)) {
        last = ticket;
        onPosition?.(ticket);
      }
      return openSession(place, last as QueueTicket);
    },
    positions: (concertId, { signal } = {}) => tickets(placeIn(concertId), signal),
    leave: (concertId, { signal } = {}) => placeIn(concertId).leave(signal),
  };
}
