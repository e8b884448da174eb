import type { IncomingMessage, ServerResponse } from 'node:http';
import { appRouter } from '@frontrow/api/root';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import etag from 'etag';
import fresh from 'fresh';
import type { FaultReporter } from './http/faults.ts';
import { GzipCache, isWorthGzip, takesGzip } from './http/gzip.ts';
import { type ContextOf, responseMeta } from './trpc-handler.ts';

/**
 * Queries whose answer is the same for everybody, and the seconds for which it may be kept: short enough that a page
 * never shows an old sale for long, and long enough to take a rush off the server. Of a chart only prices change.
 */
const PATHS = new Map([
  ['/trpc/concert.list', 3],
  ['/trpc/concert.get', 3],
  ['/trpc/concert.chart', 60],
]);
/** What an answer depends on beside its URL: CORS headers and compression. */
const VARY = 'origin, accept-encoding';

const gzips = new GzipCache();

/** Whether this is a public read, alone in its request. In a batch it is answered like any other call. */
export function isPublicRead({ method, url = '' }: IncomingMessage): boolean {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return method === 'GET' && PATHS.has(pathname) && searchParams.get('batch') !== '1';
}

/**
 * Answers a public read so that browsers and shared caches may keep it. The body is that of a stock tRPC
 * server; a refusal is not cached.
 */
export async function answerPublicRead(
  req: IncomingMessage,
  res: ServerResponse,
  { contextOf, reportFault }: { contextOf: ContextOf; reportFault: FaultReporter },
): Promise<void> {
  const response = await fetchRequestHandler({
    endpoint: '/trpc',
    req: new Request(new URL(req.url ?? '', 'http://localhost')),
    router: appRouter,
    createContext: () => contextOf(req),
    onError: ({ error }) => reportFault(error, req),
    responseMeta,
  });
  const body = Buffer.from(await response.arrayBuffer());
  for (const [name, value] of response.headers) res.setHeader(name, value);
  res.statusCode = response.status;
  if (response.status !== 200) {
    res.end(body);
    return;
  }
  const plainTag = etag(body);
  const isCompressed = takesGzip(req) && isWorthGzip(body);
  // Other bytes have another tag, but mean the same: a client that has either of them has the newest.
  const tag = isCompressed ? `${plainTag.slice(0, -1)}-gzip"` : plainTag;
  const { pathname } = new URL(req.url ?? '', 'http://localhost');
  res.setHeader('cache-control', `public, max-age=${PATHS.get(pathname)}`);
  // No more than that: tRPC's own would keep copies apart that are the same.
  res.removeHeader('vary');
  res.setHeader('vary', VARY);
  res.setHeader('etag', tag);
  // A client that sends if-none-match by itself may add no-cache, as fetch does; it has no cache to refresh.
  const known = { 'if-none-match': req.headers['if-none-match'] };
  if (fresh(known, { etag: tag }) || fresh(known, { etag: plainTag })) {
    res.statusCode = 304;
    res.removeHeader('content-type');
    res.end();
    return;
  }
  if (isCompressed) res.setHeader('content-encoding', 'gzip');
  res.end(isCompressed ? await gzips.get(tag, body) : body);
}
