import type { IncomingMessage } from 'node:http';
import type { HeaderPairs } from '@frontrow/process/http/security-headers';
import fresh from 'fresh';
import { takesGzip } from '../http/gzip.ts';
import { resultOf, type SendResult } from './answer-call.ts';
import { type PublicAnswer, type PublicAnswers, publicAnswerOf } from './public-answers.ts';

/** What an answer depends on beside its URL: CORS headers and compression. */
const VARY = 'origin, accept-encoding';

export interface PublicRead {
  /**
   * Seconds for which anybody may keep the answer: short enough that a page never shows an old sale for long, and long
   * enough to take a rush off the server.
   */
  maxAge: number;
  /** The times that decide about the answer; null if it does not tell them, and is made for each call. */
  timesOf(data: never): (Date | null)[] | null;
}

/** Sends an answer that is the same for everybody, so that browsers and shared caches may keep it. A refusal is not cached. */
export const sendPublicRead =
  (answers: PublicAnswers, { maxAge, timesOf }: PublicRead): SendResult =>
  async ({ req, res, began }, data) => {
    const answer = await publicAnswerOf(resultOf(data), maxAge);
    const times = timesOf(data as never)?.flatMap((time) => time?.getTime() ?? []);
    if (times) answers.keep(req.url ?? '', answer, { began, times });
    const { status, headers, body } = chosenFor(req, answer);
    // No more than that: tRPC's own would keep copies apart that are the same.
    res.removeHeader('vary');
    if (status === 304) res.removeHeader('content-type');
    for (const [name, value] of headers) res.setHeader(name, value);
    res.statusCode = status;
    res.end(body);
  };

/** What of an answer is sent to a client. */
export function chosenFor(
  req: IncomingMessage,
  { body, tag, gzip, cacheControl }: PublicAnswer,
): { status: 200 | 304; headers: HeaderPairs; body: Buffer | undefined } {
  const zipped = gzip && takesGzip(req) ? gzip : null;
  const shown = zipped?.tag ?? tag;
  const headers: [string, string][] = [
    ['cache-control', cacheControl],
    ['vary', VARY],
    ['etag', shown],
  ];
  if (has(req, shown) || has(req, tag)) return { status: 304, headers, body: undefined };
  if (zipped) headers.push(['content-encoding', 'gzip']);
  return { status: 200, headers, body: zipped?.body ?? body };
}

/**
 * Whether the client has the answer with this tag. A client that sends if-none-match by itself may add no-cache, as
 * fetch does; it has no cache to refresh.
 */
function has({ headers }: IncomingMessage, tag: string): boolean {
  const { 'if-none-match': known } = headers;
  return known !== undefined && fresh({ 'if-none-match': known }, { etag: tag });
}
