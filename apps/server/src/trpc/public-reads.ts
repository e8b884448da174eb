import type { IncomingMessage, ServerResponse } from 'node:http';
import etag from 'etag';
import fresh from 'fresh';
import { GzipCache, isWorthGzip, takesGzip } from '../http/gzip.ts';
import { resultOf, type SendResult } from './answer-call.ts';

/** What an answer depends on beside its URL: CORS headers and compression. */
const VARY = 'origin, accept-encoding';

const gzips = new GzipCache();

/**
 * Sends an answer that is the same for everybody, so that browsers and shared caches may keep it. A refusal is not
 * cached.
 *
 * @param maxAge seconds: short enough that a page never shows an old sale for long, and long enough to take a rush off
 * the server
 */
export const sendPublicRead =
  (maxAge: number): SendResult =>
  async ({ req, res }, data) => {
    const body = Buffer.from(resultOf(data));
    const plainTag = etag(body);
    const isCompressed = takesGzip(req) && isWorthGzip(body);
    // Other bytes have another tag, but mean the same: a client that has either of them has the newest.
    const tag = isCompressed ? `${plainTag.slice(0, -1)}-gzip"` : plainTag;
    res.setHeader('cache-control', `public, max-age=${maxAge}`);
    // No more than that: tRPC's own would keep copies apart that are the same.
    res.removeHeader('vary');
    res.setHeader('vary', VARY);
    res.setHeader('etag', tag);
    if (has(req, tag) || has(req, plainTag)) return answerNotModified(res);
    if (isCompressed) res.setHeader('content-encoding', 'gzip');
    res.end(isCompressed ? await gzips.get(tag, body) : body);
  };

/**
 * Whether the client has the answer with this tag. A client that sends if-none-match by itself may add no-cache, as
 * fetch does; it has no cache to refresh.
 */
function has({ headers }: IncomingMessage, tag: string): boolean {
  return fresh({ 'if-none-match': headers['if-none-match'] }, { etag: tag });
}

function answerNotModified(res: ServerResponse): void {
  res.statusCode = 304;
  res.removeHeader('content-type');
  res.end();
}
