import type { OpenApi, Ticket } from './api.ts';
import { Place } from './place.ts';
import { type Abortable, Session } from './session.ts';
import { defaultStorage, type FrontrowStorage } from './storage.ts';
import { createWire, type WireOptions } from './wire.ts';

export interface FrontrowClientOptions extends WireOptions {
  /** Where places in line are kept over a reload; the tab's session storage, or memory. */
  storage?: FrontrowStorage;
}

export interface EnterOptions extends Abortable {
  /** Told at once and at each change. */
  onPosition?(ticket: Ticket): void;
}

export interface Journeys {
  /**
   * Joins the line of a concert, waits for the turn, and resolves with what the pass opens. Goes on
   * with the same place after a lost network, and after a reload of the page.
   *
   * @throws QUEUE_CLOSED, CONCERT_NOT_FOUND, QUEUE_TOKEN_EXPIRED when the turn was missed
   */
  enter(concertId: string, options?: EnterOptions): Promise<Session>;
  /** The same as a stream: each ticket that differs from the one before, up to the one that lets through. */
  positions(concertId: string, options?: Abortable): AsyncGenerator<Ticket>;
  /** Gives up the place or pass of this visitor, whether it waits or was let in before. */
  leave(concertId: string, options?: Abortable): Promise<void>;
}

/** Calls that are made from a place in line are not here: a session has them. */
export type FrontrowClient = OpenApi & Journeys;

/** A client of a Frontrow server: each procedure of the API, and the journeys above them. */
export function createFrontrowClient({
  storage = defaultStorage(),
  ...options
}: FrontrowClientOptions): FrontrowClient {
  const { trpc } = createWire(options, () => null);
  const placeIn = (concertId: string) => new Place(concertId, { ...options, storage });
  const journeys: Journeys = {
    async enter(concertId, { onPosition, signal } = {}) {
      const place = placeIn(concertId);
      let last: Ticket | undefined;
      for await (const ticket of place.tickets(signal)) {
        last = ticket;
        onPosition?.(ticket);
      }
      return new Session(place, last as Ticket);
    },
    positions: (concertId, { signal } = {}) => placeIn(concertId).tickets(signal),
    leave: (concertId, { signal } = {}) => placeIn(concertId).leave(signal),
  };
  return new Proxy<OpenApi>(trpc, {
    get: (target, name) =>
      name in journeys ? journeys[name as keyof Journeys] : Reflect.get(target, name),
  }) as FrontrowClient;
}
