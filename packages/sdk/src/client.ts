/**
 * The client that applications create. It has three parts:
 *
 * - every procedure of the API by its name, from `transport/`, which retries calls by the rules of `retry/`;
 * - the journeys `enter`, `join`, `resume`, `positions` and `leave`, from `queue/`. They lead to a session from
 *   `session/`, which has the calls of an admitted user;
 * - `waitForTopUp`, from `top-up/`.
 *
 * The hooks in `react/` use only what this client offers.
 */
import type { FrontrowApi, QueueTicket, TopUp } from './api.ts';
import { isPage } from './page.ts';
import { followEntry } from './queue/follow-entry.ts';
import { QueueEntry } from './queue/queue-entry.ts';
import { defaultStorage, type FrontrowStorage } from './queue/storage.ts';
import { createChartCache } from './seats/chart-cache.ts';
import { openSession } from './session/open-session.ts';
import type { Abortable, Session } from './session/session.ts';
import type { SessionPass } from './session/session-pass.ts';
import { type WaitForTopUpOptions, waitForTopUp } from './top-up/wait-for-top-up.ts';
import { type AnyAuth, checkAuth, type ServiceAuth } from './transport/auth.ts';
import { fromCallers } from './transport/call-site.ts';
import { refusalError } from './transport/errors.ts';
import { createIdentity, setIdentity } from './transport/identity.ts';
import { createTransport, type WireOptions } from './transport/transport.ts';

export interface FrontrowClientOptions extends WireOptions {
  /**
   * Where queue tokens are stored, so that a reloaded page keeps its queue entry. Default: the tab's
   * session storage, or memory where there is none.
   */
  storage?: FrontrowStorage | undefined;
}

/** Of a service that acts for nobody. */
export interface FrontrowServiceOptions extends Omit<FrontrowClientOptions, 'auth'> {
  auth: ServiceAuth;
}

/** A ticket, and the session if it is ACTIVE. */
export type JoinedTicket = QueueTicket & { session: Session | null };

export interface EnterOptions extends Abortable {
  /** Called with the first ticket, and then at each change of what the user is told. */
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
   * The same as an async iterator: yields a ticket at each change of what the user is told, and ends after the
   * ACTIVE one. The pass is claimed even if the iterator is read slowly. An aborted
   * signal ends a wait for the next ticket; `break` ends it at once.
   */
  positions(concertId: string, options?: Abortable): AsyncGenerator<QueueTicket>;
  /**
   * Joins the queue, or resumes the entry that the user has, and does not wait: for a back end, which asks again
   * later. `session` is the session if the user is admitted, and null as long as the user waits.
   *
   * @throws QUEUE_CLOSED, CONCERT_NOT_FOUND
   */
  join(concertId: string, options?: Abortable): Promise<JoinedTicket>;
  /**
   * The session of a queue token that is known already, from `join`, `session.queueToken` or another process.
   *
   * @throws QUEUE_WAITING if the user is not admitted yet; QUEUE_TOKEN_EXPIRED; QUEUE_TOKEN_INVALID for a token
   *   of another user
   */
  resume(queueToken: string, options?: Abortable): Promise<Session>;
  /**
   * Ends the queue entry of this user, waiting or admitted. Abort a pending `enter` first: otherwise it
   * may still create an entry.
   */
  leave(concertId: string, options?: Abortable): Promise<void>;
  /**
   * Asks for a top-up until it has ended, or a person has to decide (`attention`): every 2 seconds, later every 15. A
   * failure of the network does not end it. For a payment that waits for the top-up: `session.resumePayment`.
   *
   * @throws TOPUP_NOT_FOUND
   */
  waitForTopUp(topUpId: string, options?: WaitForTopUpOptions): Promise<TopUp>;
}

/** Every procedure of the API, and the journeys. */
export type FrontrowClient = FrontrowApi & Journeys;

/**
 * Creates a client of a Frontrow server. It opens no connection, so a back end can create one for each user.
 *
 * @throws TypeError if `url` has no scheme, or `url` or `auth` is missing or has the wrong type, as is possible in
 *   plain JavaScript
 */
export function createFrontrowClient(options: FrontrowServiceOptions): FrontrowApi;
export function createFrontrowClient(options: FrontrowClientOptions): FrontrowClient;
export function createFrontrowClient({
  storage = defaultStorage(),
  auth,
  ...options
}: Omit<FrontrowClientOptions, 'auth'> & { auth: AnyAuth }): FrontrowApi | FrontrowClient {
  checkUrl(options.url);
  checkAuth(auth);
  const identity = createIdentity(auth);
  const connection = { ...options, identity };
  const { api } = createTransport(connection);
  if (auth instanceof Object && 'serviceToken' in auth && !('onBehalfOf' in auth))
    return { ...api };

  const pendingLeaves = new Map<string, Promise<unknown>>();
  /** The pass of the last session of each concert. */
  const passes = new Map<string, SessionPass>();
  const entryIn = (concertId: string, token?: string) =>
    new QueueEntry(concertId, { ...connection, storage, pendingLeaves }, token);
  const readChart = createChartCache(api.concert);
  const open = (entry: QueueEntry): Session => {
    const { session, pass } = openSession({ entry, identity, readChart });
    passes.set(session.concertId, pass);
    return session;
  };
  const client: FrontrowClient = {
    ...api,
    async enter(concertId, { onPosition, signal } = {}) {
      const entry = entryIn(concertId);
      for await (const ticket of followEntry(entry, signal)) onPosition?.(ticket);
      return open(entry);
    },
    async join(concertId, { signal } = {}) {
      const entry = entryIn(concertId);
      const { status } = await entry.joinOrResume(signal);
      // Claims the pass.
      if (status === 'ACTIVE') await entry.fetchTicket(signal);
      const ticket = entry.ticket as QueueTicket;
      return { ...ticket, session: ticket.status === 'ACTIVE' ? open(entry) : null };
    },
    async resume(queueToken, { signal } = {}) {
      const entry = entryIn('', queueToken);
      const ticket = await entry.fetchTicket(signal);
      if (ticket.status !== 'ACTIVE') throw waiting(ticket);
      return open(entry);
    },
    positions: (concertId, { signal } = {}) => followEntry(entryIn(concertId), signal),
    async leave(concertId, { signal } = {}) {
      const pass = passes.get(concertId);
      await entryIn(concertId).leave(signal);
      pass?.left();
    },
    waitForTopUp: (topUpId, options) => waitForTopUp(api, topUpId, options),
  };
  return setIdentity(fromCallers(client), identity);
}

/** The refusal of a call that needs a pass. */
const waiting = ({ position, estimatedWaitSeconds, pollAfterSeconds }: QueueTicket): Error =>
  refusalError({
    message: 'not admitted yet',
    data: {
      ...{ errorCode: 'QUEUE_WAITING', requestId: '' },
      details: { position, estimatedWaitSeconds, pollAfterSeconds },
    },
  });

/** A page may name its own server by a path alone. */
function checkUrl(url: string | URL | null | undefined): void {
  if (url === null || url === undefined) throw new TypeError('url is missing');
  const isPath = isPage() && /^\/(?!\/)/.test(String(url));
  if (isPath || /^https?:\/\/[^/]/i.test(String(url))) return;
  throw new TypeError(`url must begin with http:// or https://, but is ${url}`);
}
