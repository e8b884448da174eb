export type Headers = Record<string, string>;

export interface Reply {
  status: number;
  data: Record<string, unknown>;
  errorCode: string | null;
  /** Of an error. */
  details: Record<string, unknown>;
}

/** Calls a mutation of the API. */
export type Call = (path: string, input: object, headers?: Headers) => Promise<Reply>;

export const callsTo =
  (server: string): Call =>
  async (path, input, headers = {}) =>
    replyOf(
      await fetch(`${server}/trpc/${path}`, {
        method: 'POST',
        body: JSON.stringify({ json: input }),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    );

/** Gets a URL, such as a query of the API. */
export const get = async (url: string, headers: Headers = {}): Promise<Reply> =>
  replyOf(await fetch(url, { headers, redirect: 'manual' }));

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const { result, error } = (text.startsWith('{') ? JSON.parse(text) : {}) as {
    result?: { data: { json: Record<string, unknown> } };
    error?: { json?: { data: { errorCode: string; details: Record<string, unknown> } } };
  };
  const { errorCode = null, details = {} } = error?.json?.data ?? {};
  return { status: response.status, data: result?.data.json ?? {}, errorCode, details };
}

/** Signs in by name. */
export async function signIn(call: Call, name: string, role?: string) {
  const { data } = await call('session.devSignIn', { name, role });
  const { accessToken, user } = data as { accessToken: string; user: { id: string } };
  return { id: user.id, token: accessToken, headers: { authorization: `Bearer ${accessToken}` } };
}

/** The parts of a token that nobody else has. All JWTs of one algorithm have the same first part. */
export const partsOf = (token: string): string[] => token.split('.').slice(1);
