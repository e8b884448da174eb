/** The answer of an HTTP call that was made without a tRPC client. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  /** The `data` of the error. Its `errorCode` is `none` if the answer is no error. */
  error: { errorCode: string; code: string; details: { issues?: unknown[] }; requestId: string };
  text: string;
}

/** Posts a body as it is, also one that no tRPC client would send. */
export async function post(
  url: string,
  body: string | undefined,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
  return answerOf(await fetch(url, body === undefined ? init : { ...init, body }));
}

export async function answerOf(response: Response): Promise<RawAnswer> {
  const text = await response.text();
  const parsed = parse(text) as { error?: { json: { data: RawAnswer['error'] } } } | unknown[];
  const first = (Array.isArray(parsed) ? parsed[0] : parsed) as {
    error?: { json: { data: RawAnswer['error'] } };
  };
  const error = first?.error?.json?.data ?? {
    errorCode: 'none',
    code: '',
    details: {},
    requestId: '',
  };
  return { status: response.status, headers: response.headers, error, text };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
