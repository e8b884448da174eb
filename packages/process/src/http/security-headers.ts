import type { IncomingMessage, ServerResponse } from 'node:http';

const ONE_YEAR_SECONDS = 31_536_000;

const PLAIN: HeaderPairs = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'same-origin'],
];
const BEHIND_TLS: HeaderPairs = [
  ...PLAIN,
  ['strict-transport-security', `max-age=${ONE_YEAR_SECONDS}`],
];

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/**
 * The headers that every answer has: browsers take the content type as it is, and do not tell other
 * sites the address. Behind TLS they come back by https only.
 *
 * @param trustedProxies how many proxies in front are believed about `x-forwarded-proto`
 */
export const securityHeadersOf = (req: IncomingMessage, trustedProxies: number): HeaderPairs =>
  protocolOf(req, trustedProxies) === 'https' ? BEHIND_TLS : PLAIN;

export function setSecurityHeaders(
  req: IncomingMessage,
  res: ServerResponse,
  trustedProxies: number,
): void {
  for (const [name, value] of securityHeadersOf(req, trustedProxies)) res.setHeader(name, value);
}

/** What the outermost trusted proxy says; the entries before it are the client's own. */
function protocolOf({ headers }: IncomingMessage, trustedProxies: number): string | undefined {
  if (trustedProxies === 0) return undefined;
  const hops = String(headers['x-forwarded-proto'] ?? '').split(',');
  return (hops.at(-trustedProxies) ?? hops[0])?.trim().toLowerCase();
}
