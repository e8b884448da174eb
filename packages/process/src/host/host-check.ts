import type { IncomingMessage } from 'node:http';
import { hostNameOf, isLoopback } from '@frontrow/settings/host-names';
import { allowsDevSignIn, type Settings } from '@frontrow/settings/settings';

/** Why a request is refused, for the answer's text with status 403; null if it may pass. */
export type HostCheck = (req: Pick<IncomingMessage, 'headers'>) => string | null;

/**
 * Refuses requests for other host names while sign-in by name is on. Without it every web page could sign in as
 * an operator: a page lets its own name resolve to 127.0.0.1 (DNS rebinding), and browsers take the server for
 * its own. Such a request has the page's name in `Host`, which no page can change.
 *
 * The port is ignored. With TRUST_PROXY each name in `x-forwarded-host` must be allowed as well as the one in
 * `Host`: a page can send the former itself, so it allows nothing alone.
 */
export function createHostCheck(settings: Settings): HostCheck {
  if (!allowsDevSignIn(settings)) return () => null;
  const allowed = new Set([hostNameOf(settings.HOST), ...settings.ALLOWED_HOSTS]);
  // Clients send the same text over and over.
  let lastAllowed: string | undefined;
  return ({ headers }) => {
    const forwarded = settings.TRUST_PROXY > 0 ? headers['x-forwarded-host'] : undefined;
    const { host = '' } = headers;
    if (host === lastAllowed && forwarded === undefined) return null;
    const hosts = [host, ...(forwarded === undefined ? [] : String(forwarded).split(','))];
    for (const text of hosts) {
      const name = nameIn(text);
      if (name === null || !(allowed.has(name) || isLoopback(name))) return refusalOf(name);
    }
    lastAllowed = host;
    return null;
  };
}

/** The name in a `Host` header, without its port; null if there is none. */
function nameIn(text: string): string | null {
  const [, host = ''] = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(text.trim()) ?? [];
  return hostNameOf(host);
}

const refusalOf = (name: string | null): string =>
  name === null
    ? 'Sign-in by name is on, so the request must name its host (header Host). DEV_SIGNIN=0 turns it off.'
    : `Sign-in by name is on, so requests for the host ${name} are refused. To let them in, set ALLOWED_HOSTS=${name} and start again.`;
