type Token = string | (() => string | null | Promise<string | null>);

/** A user's own bearer token, or that of a back end that acts for a user. A function is asked each time. */
export type FrontrowAuth = Token | { serviceToken: Token; onBehalfOf?: string };

/** The headers that say who calls. */
export async function authHeaders(auth: FrontrowAuth | undefined): Promise<Record<string, string>> {
  if (auth === undefined) return {};
  const service = typeof auth === 'object' ? auth : { serviceToken: auth };
  const { serviceToken, onBehalfOf } = service as { serviceToken: Token; onBehalfOf?: string };
  const token = typeof serviceToken === 'function' ? await serviceToken() : serviceToken;
  return {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(onBehalfOf ? { 'x-on-behalf-of': onBehalfOf } : {}),
  };
}
