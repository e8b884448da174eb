/** A bearer token, or what gives it: asked before each try, so that it may be renewed. Null: nobody. */
type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** A user's own bearer token, or that of a back end that acts for a user. */
export type FrontrowAuth =
  | Token
  | { token: Token; onBehalfOf?: never }
  | { serviceToken: Token; onBehalfOf?: string | undefined };

/** @throws TypeError where it is neither, as plain JavaScript may have it */
export function checkAuth(auth: unknown): void {
  const { token, serviceToken } = Object(auth) as Record<string, unknown>;
  for (const one of [auth, token, serviceToken]) {
    if (typeof one === 'string' || typeof one === 'function') return;
  }
  if (auth !== null && auth !== undefined) {
    throw new TypeError(
      'auth is a token, a function that gives one, or { serviceToken, onBehalfOf }',
    );
  }
}

/** The headers that say who calls. */
export async function authHeaders(
  auth: FrontrowAuth | null | undefined,
): Promise<Record<string, string>> {
  if (auth === null || auth === undefined) return {};
  const given = typeof auth === 'object' ? auth : { token: auth };
  const source = 'token' in given ? given.token : given.serviceToken;
  const token = typeof source === 'function' ? await source() : source;
  return {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(given.onBehalfOf ? { 'x-on-behalf-of': given.onBehalfOf } : {}),
  };
}
