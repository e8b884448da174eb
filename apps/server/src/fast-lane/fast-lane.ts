import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Bearer } from '@frontrow/api/access/auth';
import { countedCallerOf } from '@frontrow/api/access/counted-caller';
import type { RateLimiter } from '@frontrow/api/access/rate-limit';
import { isHeldBy } from '@frontrow/api/access/sign-in';
import { HEADERS } from '@frontrow/contract/headers';
import type { Services } from '@frontrow/domain/services';
import type { HostCheck } from '@frontrow/process/host/host-check';
import { securityHeadersOf } from '@frontrow/process/http/security-headers';
import type { Cors } from '../http/cors.ts';
import { type CallLogger, requestIdOf } from '../log/access-log.ts';
import { isPlain } from '../trpc/single-call.ts';
import { createSampledLog } from './call-log.ts';
import { waitingAnswer } from './ticket-json.ts';

const PROCEDURE = 'queue.status';
const PATH = `/trpc/${PROCEDURE}`;
/** The URLs of a poll as clients send it: without an input, or with superjson's form of none. */
const URLS = new Set([
  PATH,
  ...[
    '{"json":null,"meta":{"values":["undefined"],"v":1}}',
    '{"meta":{"values":["undefined"],"v":1}}',
  ].map((input) => `${PATH}?input=${encodeURIComponent(input)}`),
]);

export interface FastLaneOptions {
  services: Services;
  auth: Authenticator;
  limiter: RateLimiter;
  checkHost: HostCheck;
  cors: Cors;
  trustedProxies: number;
  isDraining(): boolean;
  log: CallLogger;
  /** Told of each poll that was answered, with the seconds that it took. */
  onPoll(seconds: number): void;
}

export interface FastLane {
  /** Answers a request at once, if it can; else returns false, and has done nothing. */
  answer(req: IncomingMessage, res: ServerResponse): boolean;
  close(): void;
}

/** See README.md in this folder for what may be skipped here, and why. */
export function createFastLane(options: FastLaneOptions): FastLane {
  const { services, auth, limiter, checkHost, cors, trustedProxies, onPoll } = options;
  const log = createSampledLog(options.log, PROCEDURE);

  /** The user's ticket, and the user; null for what the fast lane does not answer. */
  const ticketOf = ({ headers }: IncomingMessage) => {
    const { authorization } = headers;
    const token = headers[HEADERS.queueToken];
    if (authorization === undefined || typeof token !== 'string') return null;
    const bearer = auth.known(authorization);
    const claims = bearer && services.queue.verifyToken(token);
    if (!claims || !isHeldBy(claims, bearer.subject)) return null;
    const ticket = services.queue.ticketInMemory({ claims, sent: token });
    return ticket && { ticket, bearer, userId: claims.userId };
  };

  /** Whether the caller's budget has this call. If not, the refusal takes another one of it. */
  const isWithinBudget = (bearer: Bearer): boolean => {
    const { user, service } = countedCallerOf(bearer, null);
    return (
      (user === null || limiter.take('user', user) === null) &&
      (service === null || limiter.take('service', service) === null)
    );
  };

  return {
    answer(req, res) {
      if (req.method !== 'GET' || !URLS.has(req.url ?? '')) return false;
      const { headers } = req;
      if (options.isDraining() || !isPlain(req) || headers[HEADERS.onBehalfOf] !== undefined) {
        return false;
      }
      if (checkHost(req) !== null) return false;
      const start = performance.now();
      const found = ticketOf(req);
      if (!found || !isWithinBudget(found.bearer)) return false;
      const body = waitingAnswer(found.ticket);
      const requestId = requestIdOf(req);
      const fields = [
        'content-type',
        'application/json',
        'content-length',
        Buffer.byteLength(body),
      ];
      fields.push('cache-control', 'private, no-store', 'x-request-id', requestId);
      let vary = VARY;
      for (const [name, value] of cors.headersFor(headers.origin)) {
        if (name === 'vary') vary = `${value}, ${VARY}`;
        else fields.push(name, value);
      }
      fields.push('vary', vary);
      for (const [name, value] of securityHeadersOf(req, trustedProxies)) fields.push(name, value);
      res.writeHead(200, fields as string[]);
      res.end(body);
      const milliseconds = performance.now() - start;
      onPoll(milliseconds / 1000);
      log.note({ requestId, userId: found.userId, milliseconds });
      return true;
    },
    close: log.close,
  };
}

/** What an answer of tRPC depends on. */
const VARY = 'trpc-accept, accept';
