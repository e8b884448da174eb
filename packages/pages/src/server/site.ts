import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setSecurityHeaders } from '@frontrow/process/http/security-headers';
import sirv from 'sirv';
import type { PageModules } from '../build/page-modules.ts';
import { createPages, encodingOf, languageOf } from './pages.ts';

export interface SiteOptions {
  /** The folder of the built pages. */
  folder: string;
  /** Where browsers reach the API. */
  apiUrl: string;
  /** How many proxies in front are believed about `x-forwarded-proto`. */
  trustedProxies: number;
  /** What each page loads beside its first script. */
  pages: readonly PageModules[];
  /** Files of the build whose addresses never change: browsers ask each time whether they have. */
  fixedFiles?: readonly string[];
  /** What scripts may do beside being this site's own, as the policy writes it. */
  scripts?: string;
}

const ONE_YEAR_SECONDS = 31_536_000;

/**
 * Answers requests for the pages of an app: files of the build, whose names change with their content and which browsers
 * keep for a year; and one page for every other address, which the page's own router reads.
 */
export function createSite({
  folder,
  apiUrl,
  trustedProxies,
  pages,
  fixedFiles: fixed = [],
  scripts,
}: SiteOptions): RequestListener {
  const pageFor = createPages(folder, { apiUrl, pages });
  const files = sirv(folder, {
    ...{ brotli: true, gzip: true, etag: true },
    ...{ maxAge: ONE_YEAR_SECONDS, immutable: true },
  });
  const fixedFiles = sirv(folder, { brotli: true, gzip: true, etag: true, maxAge: 0 });
  const policy = contentSecurityPolicy(apiUrl, scripts);
  const answerPage = (req: IncomingMessage, res: ServerResponse, path: string) => {
    const { bodies, etag } = pageFor(path, languageOf(req.headers));
    res.setHeader('content-security-policy', policy);
    res.setHeader('cache-control', 'no-cache');
    res.setHeader('vary', 'accept-encoding, accept-language, cookie');
    res.setHeader('etag', etag);
    if (req.headers['if-none-match'] === etag) return res.writeHead(304).end();
    const encoding = encodingOf(req.headers);
    if (encoding !== 'identity') res.setHeader('content-encoding', encoding);
    res.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': bodies[encoding].length,
    });
    res.end(req.method === 'HEAD' ? undefined : bodies[encoding]);
  };
  return (req, res) => {
    setSecurityHeaders(req, res, trustedProxies);
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      return answer(res, 405, { error: 'method not allowed' });
    }
    const path = (req.url ?? '/').split('?')[0] ?? '/';
    if (path === '/healthz') return answer(res, 200, { status: 'ok' });
    const notFound = () => answer(res, 404, { error: 'not found' });
    if (path.startsWith('/assets/')) return files(req, res, notFound);
    if (fixed.includes(path)) {
      res.setHeader('content-security-policy', policy);
      return fixedFiles(req, res, notFound);
    }
    if (/\.\w+$/.test(path)) return notFound();
    return answerPage(req, res, path);
  };
}

function answer(res: ServerResponse, status: number, body: object): void {
  res.setHeader('cache-control', 'no-store');
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Scripts and styles of this site alone, none of them inline; calls go to the API. */
const contentSecurityPolicy = (apiUrl: string, scripts = ''): string =>
  [
    ...[
      "default-src 'none'",
      `script-src 'self' ${scripts}`.trim(),
      "style-src 'self'",
      "font-src 'self'",
    ],
    ...[
      "manifest-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ${new URL(apiUrl).origin}`,
    ],
    ...["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
  ].join('; ');
