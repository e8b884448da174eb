import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Bearer } from '@frontrow/api/access/auth';
import { countedCallerOf } from '@frontrow/api/access/counted-caller';
import type { RateLimited, RateLimiter } from '@frontrow/api/access/rate-limit';
import { type RequestScope, requestScope } from '@frontrow/api/request-scope';
import { HEADERS } from '@frontrow/contract/headers';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { clientAddressOf, countedAddress } from '@frontrow/process/http/client-address';
import { InFlight } from '@frontrow/process/http/in-flight';

/** How many requests of one caller may be in flight, that is, not answered to the end. */
export interface InFlightBounds {
  user: number;
  service: number;
  address: number;
}

/**
 * A browser has 6 connections to a server over HTTP/1.1 and 100 streams over HTTP/2. Behind one address
 * may stand thousands of people, or a back end. Streams do not count: WATCHES_PER_USER bounds them.
 */
export const IN_FLIGHT: InFlightBounds = { user: 200, service: 4_000, address: 4_000 };

/** Paths that load balancers and monitoring ask for. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);
const RETRY_SECONDS = 1;
/** A batch of more calls is refused as a whole. */
const MAX_COUNTED_CALLS = 100;

export interface GateOptions {
  auth: Authenticator;
  limiter: RateLimiter;
  /** How many proxies in front of the server are trusted about the client's address. */
  trustedProxies: number;
  bounds: InFlightBounds;
}

export interface Gate {
  /** Counts a request before anything of its input is read. Returns the refusal, if its caller has too many. */
  enter(req: IncomingMessage, res: ServerResponse): Promise<RateLimited | null>;
}

/**
 * The one place that counts what the port is asked for, whatever it is: by the user and the back end that
 * the bearer token names, else by the address. Each call of a batch counts.
 */
export function createGate({ auth, limiter, trustedProxies, bounds }: GateOptions): Gate {
  const inFlight = { user: new InFlight(), service: new InFlight(), address: new InFlight() };

  return {
    async enter(req, res) {
      const scope = requestScope.getStore() ?? { requestId: '', calls: [] };
      const hold = countUntilAnswered(res, scope, { inFlight, bounds });
      const address = countedAddress(clientAddressOf(req, trustedProxies));
      const crowded = hold('address', address);
      if (crowded) return crowded;
      const path = req.url ?? '';
      if (PROBES.has(pathOnly(path))) return limiter.take('probe', address);
      if (req.method === 'OPTIONS') return limiter.take('preflight', address);
      const calls = callsIn(path);
      const bearer = await bearerOf(auth, req, scope);
      if (!bearer) return limiter.take('address', address, calls);
      const { user, service } = countedCallerOf(bearer, headerOf(req, HEADERS.onBehalfOf));
      if (user !== null) scope.user = user;
      for (const [kind, key] of [['service', service] as const, ['user', user] as const]) {
        if (key === null) continue;
        const refusal = hold(kind, key) ?? limiter.take(kind, key, calls);
        if (refusal) return refusal;
      }
      return null;
    },
  };
}

type Kind = keyof InFlightBounds;

/** Counts a request as in flight until it is answered, its client is gone, or it becomes a stream; or refuses it. */
function countUntilAnswered(
  res: ServerResponse,
  scope: RequestScope,
  { inFlight, bounds }: { inFlight: Record<Kind, InFlight>; bounds: InFlightBounds },
): (kind: Kind, key: string) => RateLimited | null {
  const held: [Kind, string][] = [];
  let left = false;
  const leave = () => {
    left = true;
    for (const [kind, key] of held.splice(0)) inFlight[kind].leave(key);
  };
  res.once('close', leave);
  scope.onStream = leave;
  return (kind, key) => {
    if (left) return null;
    if (!inFlight[kind].enter(key, bounds[kind])) {
      return new DomainError('RATE_LIMITED', { retryAfterSeconds: RETRY_SECONDS });
    }
    held.push([kind, key]);
    return null;
  };
}

/** The verified bearer token, which the calls of the request share; null without a valid one. */
async function bearerOf(
  auth: Authenticator,
  req: IncomingMessage,
  scope: RequestScope,
): Promise<Bearer | null> {
  const authorization = headerOf(req, HEADERS.authorization);
  if (authorization === null) return null;
  scope.bearer = auth.verify(authorization);
  return scope.bearer.catch(() => null);
}

/** The number of calls that the path names; batches separate them by commas. */
function callsIn(url: string): number {
  const path = pathOnly(url);
  const commas = path.includes(',') || path.includes('%') ? path.match(/,|%2c/gi) : null;
  return Math.min(MAX_COUNTED_CALLS, 1 + (commas?.length ?? 0));
}

function pathOnly(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function headerOf(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name];
  return typeof value === 'string' ? value : null;
}
