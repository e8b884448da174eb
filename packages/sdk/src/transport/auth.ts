/**
 * A bearer token, or a function that returns one and is called before each try, so that it can renew the
 * token. `null` or `undefined`: nobody is signed in. An error that the function throws ends the call, unless
 * it is one that `fetch` throws without a network (`TypeError`, `AbortError`, `TimeoutError`).
 */
type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

/**
 * The customer that a service acts for: the id of the user at Frontrow (`session.me` and `admin.createUser` answer
 * it), or the id that your own system or issuer knows the user by. Never the id of the service itself.
 */
export type Customer = string | { externalId: string };

/** A user's own bearer token, or the token of a service that acts for a user. */
export type FrontrowAuth =
  | Token
  | { token: Token; serviceToken?: never; onBehalfOf?: never }
  | { serviceToken: Token; onBehalfOf: Customer };

/** The token of a service that acts for nobody. It can call procedures, and has no place in a queue. */
export interface ServiceAuth {
  serviceToken: Token;
  token?: never;
  onBehalfOf?: never;
}

export type AnyAuth = FrontrowAuth | ServiceAuth | null;

/** @throws TypeError if `auth` has no token or an empty `onBehalfOf`, as is possible in plain JavaScript */
export function checkAuth(auth: AnyAuth | undefined): void {
  if (auth === null || auth === undefined) return;
  if (!['string', 'function'].includes(typeof tokenSourceOf(auth))) {
    throw new TypeError('auth must be a token, a function, or { serviceToken, onBehalfOf }');
  }
  // Without the header the service would buy for itself.
  if (typeof auth === 'object' && 'onBehalfOf' in auth && !customerOf(auth)) {
    throw new TypeError('onBehalfOf must not be empty');
  }
}

const NETWORK_ERRORS = ['TypeError', 'AbortError', 'TimeoutError'];
const tokenSourceErrors = new WeakSet<object>();

/** Whether the function that returns the token threw this error, for another reason than the network. */
export const isTokenSourceError = (error: unknown): boolean => tokenSourceErrors.has(Object(error));

/** Asks for the token. */
export async function requestToken(source: Token | null | undefined): Promise<string | null> {
  if (typeof source !== 'function') return source ?? null;
  try {
    return (await source()) ?? null;
  } catch (thrown) {
    const error = thrown instanceof Object ? thrown : new Error(String(thrown));
    if (!NETWORK_ERRORS.includes((error as Error).name)) tokenSourceErrors.add(error);
    throw error;
  }
}

/** The customer that a service acts for, as the header `x-on-behalf-of` names it. */
export function customerOf(auth: AnyAuth | undefined): string | undefined {
  const customer = auth instanceof Object && 'onBehalfOf' in auth ? auth.onBehalfOf : undefined;
  if (typeof customer !== 'object') return customer;
  return customer.externalId && `external:${encodeURIComponent(customer.externalId)}`;
}

/** The `sub` of a JWT, which the server verifies; null if it cannot be read. */
export function subjectOf(token: string | null): string | null {
  try {
    const payload = (token ?? '').split('.')[1] ?? '';
    const { sub } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
    return sub === undefined ? null : String(sub);
  } catch {
    return null;
  }
}

export function tokenSourceOf(auth: AnyAuth | undefined): Token | null | undefined {
  if (auth === null || typeof auth !== 'object') return auth;
  const { token, serviceToken } = auth as { token?: Token; serviceToken?: Token };
  return serviceToken ?? token;
}
