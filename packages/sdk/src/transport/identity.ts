/**
 * Who calls. What the client keeps belongs to the user that it was kept for: queue tokens are stored under the
 * user's `sub`, a session belongs to one user, and the hooks' data to a `User` object. If `auth` returns the
 * token of another user, the next call notices it.
 */
import { type AnyAuth, customerOf, requestToken, subjectOf, tokenSourceOf } from './auth.ts';
import { refusalError } from './errors.ts';
import { requestHeaders } from './request-headers.ts';

/** A new object after each change of user. */
export interface User {
  /** Null while it is not known: no token was requested yet, or the token is no JWT. */
  subject: string | null;
}

export interface Identity {
  /** The user of the last call, or of the first one. */
  readonly user: User;
  /** Whether another request for the token can return another one. */
  readonly canChange: boolean;
  /** Calls the listener after each change of user. Returns a function that removes it. */
  subscribe(listener: () => void): () => void;
  /**
   * The headers that say who calls.
   *
   * @param expected whose call it is. Another user's call is refused, as the server would refuse the queue token
   */
  headers(expected?: User): Promise<Record<string, string>>;
}

const identities = new WeakMap<object, Identity>();

/** Who calls with a client; undefined for an object that a test uses instead. */
export const identityOf = (client: object): Identity | undefined => identities.get(client);

export function setIdentity<Client extends object>(client: Client, identity: Identity): Client {
  identities.set(client, identity);
  return client;
}

export function createIdentity(auth: AnyAuth): Identity {
  const source = tokenSourceOf(auth);
  const customer = customerOf(auth);
  const subjectIn = (token: string | null) => customer ?? subjectOf(token);
  let user: User = { subject: subjectIn(typeof source === 'string' ? source : null) };
  let requests = 0;
  let newest = 0;
  const listeners = new Set<() => void>();
  /** Nobody is no other user: an application may have no token for a moment, while it renews it. */
  const notice = (subject: string | null) => {
    if (subject === null || subject === user.subject) return;
    if (user.subject === null) {
      user.subject = subject;
      return;
    }
    user = { subject };
    for (const listener of [...listeners]) listener();
  };
  return {
    get user() {
      return user;
    },
    canChange: typeof source === 'function',
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async headers(expected) {
      const request = ++requests;
      const token = await requestToken(source);
      const subject = subjectIn(token);
      // A token that was requested earlier and comes later may be that of the user before.
      if (request > newest) {
        newest = request;
        notice(subject);
      }
      if (expected?.subject && subject && subject !== expected.subject) throw anotherUser();
      return requestHeaders({
        authorization: typeof token === 'string' && token ? `Bearer ${token.trim()}` : token,
        'x-on-behalf-of': customer,
      });
    },
  };
}

const anotherUser = (): Error =>
  refusalError({
    message: 'another user has signed in since: enter again',
    data: { errorCode: 'QUEUE_TOKEN_INVALID', details: {}, requestId: '' },
  });
