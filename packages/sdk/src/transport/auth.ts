/**
 * A bearer token, or what gives it: asked before each try, so that it may be renewed. Null: nobody. What it
 * throws ends the call, unless it is what `fetch` throws where the network is away.
 */
type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** A user's own bearer token, or that of a back end that acts for a user. */
export type FrontrowAuth =
  | Token
  | { token: Token; serviceToken?: never; onBehalfOf?: never }
  | { serviceToken: Token; onBehalfOf?: string };

/** @throws TypeError where it says nothing of who calls, or of whom for, as plain JavaScript may have it */
export function checkAuth(auth: FrontrowAuth | null | undefined): void {
  if (auth === null || auth === undefined) return;
  if (!['string', 'function'].includes(typeof sourceOf(auth))) {
    throw new TypeError(
      'auth is a token, a function that gives one, or { serviceToken, onBehalfOf }',
    );
  }
  // Without it, a service buys for itself.
  if (typeof auth === 'object' && 'onBehalfOf' in auth && !auth.onBehalfOf) {
    throw new TypeError('onBehalfOf names nobody');
  }
}

/** Whether it may give another token when it is asked again. */
export const canRenewToken = (auth: FrontrowAuth | null | undefined): boolean =>
  typeof sourceOf(auth) === 'function';

/** The headers that say who calls. */
export async function authHeaders(
  auth: FrontrowAuth | null | undefined,
): Promise<Record<string, string>> {
  const source = sourceOf(auth);
  const token = typeof source === 'function' ? await ask(source) : source;
  const onBehalfOf = representedUser(auth);
  return {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(onBehalfOf ? { 'x-on-behalf-of': onBehalfOf } : {}),
  };
}

const OF_THE_NETWORK = ['TypeError', 'AbortError', 'TimeoutError'];
const final = new WeakSet<object>();

/** Whether the source of tokens threw it, and not because it had no network itself. */
export const isTokenSourceError = (error: unknown): boolean => final.has(Object(error));

async function ask(source: Exclude<Token, string>): Promise<string | null | undefined> {
  try {
    return await source();
  } catch (thrown) {
    const error = thrown instanceof Object ? thrown : new Error(String(thrown));
    if (!OF_THE_NETWORK.includes((error as Error).name)) final.add(error);
    throw error;
  }
}

/** Whom a service acts for. */
export const representedUser = (auth: FrontrowAuth | null | undefined): string | undefined =>
  typeof auth === 'object' ? auth?.onBehalfOf : undefined;

function sourceOf(auth: FrontrowAuth | null | undefined): Token | null | undefined {
  if (auth === null || typeof auth !== 'object') return auth;
  return 'serviceToken' in auth ? auth.serviceToken : auth.token;
}
