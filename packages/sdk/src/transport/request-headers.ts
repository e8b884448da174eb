import { callError, withName } from './errors.ts';

/** What a header can carry: one line of bytes. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What each header is to whoever has to mend it. */
const NAMES: Record<string, string> = {
  authorization: 'auth: the token',
  'x-on-behalf-of': 'auth: onBehalfOf',
  'x-queue-token': 'the queue token',
};

/**
 * The headers of a request, without white space around their values, such as the line break at the end of a file.
 *
 * @throws UnsendableError at once for a value that no header can carry: `fetch` would report it like an outage. The
 * message does not have the value, which is secret
 */
export function requestHeaders(
  values: Record<string, string | null | undefined>,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!value) continue;
    if (typeof value !== 'string') throw unsendable(name, 'is no text');
    if (!SENDABLE.test(value.trim()))
      throw unsendable(name, 'has a character that no header can carry');
    headers[name] = value.trim();
  }
  return headers;
}

const unsendable = (name: string, what: string): Error =>
  callError(withName(new Error(`${NAMES[name]} ${what}`), 'UnsendableError'), { retryAfter: 0 });

/** Whether a request was not sent because of its headers. The next one would not be sent either. */
export const isUnsendable = (error: unknown): boolean =>
  (error as Error | null)?.name === 'UnsendableError';
