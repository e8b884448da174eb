import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request whose method is none of those that the path has. */
export function answerOtherMethod(
  { method }: IncomingMessage,
  res: ServerResponse,
  allow: string,
): void {
  res.setHeader('allow', allow);
  res.setHeader('cache-control', 'no-store');
  res.statusCode = method === 'OPTIONS' ? 204 : 405;
  if (res.statusCode === 405) res.setHeader('content-type', 'application/json');
  res.end(res.statusCode === 405 ? JSON.stringify({ error: 'method not allowed' }) : undefined);
}

/**
 * Whether a request reads, for what is only read. Otherwise it is answered: OPTIONS with the methods that
 * there are, any other method with 405.
 */
export function isRead(req: IncomingMessage, res: ServerResponse): boolean {
  if (req.method === 'GET' || req.method === 'HEAD') return true;
  answerOtherMethod(req, res, 'GET, HEAD, OPTIONS');
  return false;
}
