import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Whether a request reads, for what is only read. Otherwise it is answered: OPTIONS with the methods that
 * there are, any other method with 405.
 */
export function isRead({ method }: IncomingMessage, res: ServerResponse): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  res.setHeader('allow', 'GET, HEAD, OPTIONS');
  res.setHeader('cache-control', 'no-store');
  res.statusCode = method === 'OPTIONS' ? 204 : 405;
  if (res.statusCode === 405) res.setHeader('content-type', 'application/json');
  res.end(res.statusCode === 405 ? JSON.stringify({ error: 'method not allowed' }) : undefined);
  return false;
}
