import type { IncomingMessage, ServerResponse } from 'node:http';
import { appRouter } from '@frontrow/api/root';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import etag from 'etag';
import fresh from 'fresh';
import type { FaultReporter } from './http/faults.ts';
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
/** What an answer depends on beside its URL: CORS headers, and the compression that a proxy may do. */
const VARY = 'origin, accept-encoding';

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
  if (response.status === 200) {
    const tag = etag(body);
    const { pathname } = new URL(req.url ?? '', 'http://localhost');
    res.setHeader('cache-control', `public, max-age=${PATHS.get(pathname)}`);
    res.setHeader('vary', VARY);
    res.setHeader('etag', tag);
    // A client that sends if-none-match by itself may add no-cache, as fetch does; it has no cache to refresh.
    if (fresh({ 'if-none-match': req.headers['if-none-match'] }, { etag: tag })) {
      res.statusCode = 304;
      res.removeHeader('content-type');
      res.end();
      return;
    }
  }
  res.end(body);
}
