import type { IncomingMessage, ServerResponse } from 'node:http';

const ONE_YEAR_SECONDS = 31_536_000;

/**
 * Sets the headers that every answer has: browsers take the content type as it is, and do not tell other
 * sites the address. Behind TLS they come back by https only.
 *
 * @param trustedProxies how many proxies in front are believed about `x-forwarded-proto`
 */
export function setSecurityHeaders(
  req: IncomingMessage,
  res: ServerResponse,
  trustedProxies: number,
): void {
  res.setHeader('x-content-type-options', 'nosniff');
  res.setHeader('referrer-policy', 'same-origin');
  if (protocolOf(req, trustedProxies) === 'https') {
    res.setHeader('strict-transport-security', `max-age=${ONE_YEAR_SECONDS}`);
  }
}

/** What the outermost trusted proxy says; the entries before it are the client's own. */
function protocolOf({ headers }: IncomingMessage, trustedProxies: number): string | undefined {
  if (trustedProxies === 0) return undefined;
  const hops = String(headers['x-forwarded-proto'] ?? '').split(',');
  return (hops.at(-trustedProxies) ?? hops[0])?.trim().toLowerCase();
}
