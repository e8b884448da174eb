/** What a raw HTTP call to a procedure was answered with. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  /** The `data` of the error, when it is one. */
  error: { errorCode: string; code: string; details: { issues?: unknown[] }; requestId: string };
  text: string;
}

/** Sends bytes as they are; a client of ours would never send such. */
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
  const error = first?.error?.json.data ?? {
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
