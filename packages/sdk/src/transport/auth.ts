/**
 * A bearer token, or a function that returns one and is called before each try, so that it can renew the
 * token. `null` or `undefined`: nobody is signed in. An error that the function throws ends the call, unless
 * it is one that `fetch` throws without a network (`TypeError`, `AbortError`, `TimeoutError`).
 */
type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** A user's own bearer token, or the token of a service that acts for a user. */
export type FrontrowAuth =
  | Token
  | { token: Token; serviceToken?: never; onBehalfOf?: never }
  | { serviceToken: Token; onBehalfOf?: string };

/** @throws TypeError if `auth` has no token or an empty `onBehalfOf`, as is possible in plain JavaScript */
export function checkAuth(auth: FrontrowAuth | null | undefined): void {
  if (auth === null || auth === undefined) return;
  if (!['string', 'function'].includes(typeof tokenSourceOf(auth))) {
    throw new TypeError('auth must be a token, a function, or { serviceToken, onBehalfOf }');
  }
  // Without the header the service would buy for itself.
  if (typeof auth === 'object' && 'onBehalfOf' in auth && !auth.onBehalfOf) {
    throw new TypeError('onBehalfOf must not be empty');
  }
}

/** Whether a second request for the token can return another one. */
export const canRenewToken = (auth: FrontrowAuth | null | undefined): boolean =>
  typeof tokenSourceOf(auth) === 'function';

/** The headers that say who calls. */
export async function authHeaders(
  auth: FrontrowAuth | null | undefined,
): Promise<Record<string, string>> {
  const source = tokenSourceOf(auth);
  const token = typeof source === 'function' ? await requestToken(source) : source;
  const onBehalfOf = representedUser(auth);
  return {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(onBehalfOf ? { 'x-on-behalf-of': onBehalfOf } : {}),
  };
}

const NETWORK_ERRORS = ['TypeError', 'AbortError', 'TimeoutError'];
const tokenSourceErrors = new WeakSet<object>();

/** Whether the function that returns the token threw this error, for another reason than the network. */
export const isTokenSourceError = (error: unknown): boolean => tokenSourceErrors.has(Object(error));

async function requestToken(source: Exclude<Token, string>): Promise<string | null | undefined> {
  try {
    return await source();
  } catch (thrown) {
    const error = thrown instanceof Object ? thrown : new Error(String(thrown));
    if (!NETWORK_ERRORS.includes((error as Error).name)) tokenSourceErrors.add(error);
    throw error;
  }
}

/** The user that a service acts for. */
export const representedUser = (auth: FrontrowAuth | null | undefined): string | undefined =>
  typeof auth === 'object' ? auth?.onBehalfOf : undefined;

function tokenSourceOf(auth: FrontrowAuth | null | undefined): Token | null | undefined {
  if (auth === null || typeof auth !== 'object') return auth;
  return 'serviceToken' in auth ? auth.serviceToken : auth.token;
}
