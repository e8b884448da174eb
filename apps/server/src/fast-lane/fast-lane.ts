import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Bearer } from '@frontrow/api/access/auth';
import { countedCallerOf } from '@frontrow/api/access/counted-caller';
import type { RateLimiter } from '@frontrow/api/access/rate-limit';
import { isHeldBy } from '@frontrow/api/access/sign-in';
import { HEADERS } from '@frontrow/contract/headers';
import type { QueueTokenClaims } from '@frontrow/domain/queue/token/queue-token';
import type { Services } from '@frontrow/domain/services';
import type { HostCheck } from '@frontrow/process/host/host-check';
import { securityHeadersOf } from '@frontrow/process/http/security-headers';
import type { Cors } from '../http/cors.ts';
import type { FaultReporter } from '../http/faults.ts';
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
  reportFault: FaultReporter;
  /** Told of each poll that was answered, with the seconds that it took. */
  onPoll(seconds: number): void;
}

export interface FastLane {
  /** Answers a request if it can; else calls `otherwise`, and has done nothing. */
  answer(req: IncomingMessage, res: ServerResponse, otherwise: () => void): void;
  close(): void;
}

/** See README.md in this folder for what may be skipped here, and why. */
export function createFastLane(options: FastLaneOptions): FastLane {
  const { services, auth, limiter, checkHost, cors, trustedProxies, onPoll } = options;
  const log = createSampledLog(options.log, PROCEDURE);

  /** Whether this is a poll as clients send it. Nobody has looked at its tokens. */
  const isPoll = (req: IncomingMessage): boolean =>
    req.method === 'GET' &&
    URLS.has(req.url ?? '') &&
    req.headers[HEADERS.onBehalfOf] === undefined &&
    isPlain(req) &&
    checkHost(req) === null &&
    !options.isDraining();

  /** Whether the caller's budget has this call. If not, the refusal takes another one of it. */
  const isWithinBudget = (bearer: Bearer): boolean => {
    const { user, service } = countedCallerOf(bearer, null);
    return (
      (user === null || limiter.take('user', user) === null) &&
      (service === null || limiter.take('service', service) === null)
    );
  };

  /** Returns whether it has answered. */
  const answerPoll = ({ req, res, sent, claims }: Poll, bearer: Bearer): boolean => {
    const start = performance.now();
    if (res.destroyed || !isHeldBy(claims, bearer.subject)) return false;
    const ticket = services.queue.ticketInMemory({ claims, sent });
    if (!ticket || !isWithinBudget(bearer)) return false;
    const requestId = requestIdOf(req);
    const body = waitingAnswer(ticket);
    res.writeHead(200, headersOf(req, { body, requestId }));
    res.end(body);
    const milliseconds = performance.now() - start;
    onPoll(milliseconds / 1000);
    log.note({ requestId, userId: claims.userId, milliseconds });
    return true;
  };

  /** The same. What is thrown there is reported, and the request is answered as any other call. */
  const tryToAnswer = (poll: Poll, bearer: Bearer): boolean => {
    try {
      return answerPoll(poll, bearer);
    } catch (error) {
      options.reportFault(error, poll.req);
      return poll.res.headersSent;
    }
  };

  /** For the first call with a bearer token. */
  const answerOnceVerified = async (poll: Poll, authorization: string, otherwise: () => void) => {
    const bearer = await auth.verify(authorization).catch(() => null);
    if (!bearer || !tryToAnswer(poll, bearer)) otherwise();
  };

  /** Names and values in turn. */
  const headersOf = (req: IncomingMessage, { body, requestId }: Answer): string[] => {
    const headers = [
      ...['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))],
      ...['cache-control', 'private, no-store', 'x-request-id', requestId],
    ];
    let vary = VARY;
    for (const [name, value] of cors.headersFor(req.headers.origin)) {
      if (name === 'vary') vary = `${value}, ${VARY}`;
      else headers.push(name, value);
    }
    for (const [name, value] of securityHeadersOf(req, trustedProxies)) headers.push(name, value);
    headers.push('vary', vary);
    return headers;
  };

  return {
    answer(req, res, otherwise) {
      const { authorization, [HEADERS.queueToken]: sent } = req.headers;
      if (authorization === undefined || typeof sent !== 'string' || !isPoll(req)) {
        return otherwise();
      }
      const claims = services.queue.verifyToken(sent);
      if (!claims || claims.admitted) return otherwise();
      const poll = { req, res, sent, claims };
      const bearer = auth.known(authorization);
      if (!bearer) return void answerOnceVerified(poll, authorization, otherwise);
      if (!tryToAnswer(poll, bearer)) otherwise();
    },
    close: log.close,
  };
}

interface Poll {
  req: IncomingMessage;
  res: ServerResponse;
  /** The queue token, and what it says. */
  sent: string;
  claims: QueueTokenClaims;
}

interface Answer {
  body: string;
  requestId: string;
}

/** What an answer of tRPC depends on. */
const VARY = 'trpc-accept, accept';
