import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Bearer } from '@frontrow/api/access/auth';
import { countedCallerOf } from '@frontrow/api/access/counted-caller';
import type { RateLimiter } from '@frontrow/api/access/rate-limit';
import { isHeldBy } from '@frontrow/api/access/sign-in';
import { HEADERS } from '@frontrow/contract/headers';
import type { KnownToken } from '@frontrow/domain/queue/token/known-tokens';
import type { Services } from '@frontrow/domain/services';
import type { HostCheck } from '@frontrow/process/host/host-check';
import { type HeaderPairs, securityHeadersOf } from '@frontrow/process/http/security-headers';
import type { Cors } from '../http/cors.ts';
import type { FaultReporter } from '../http/faults.ts';
import { createOutbox } from '../http/outbox.ts';
import { type CallLogger, requestIdOf } from '../log/access-log.ts';
import { isPlain } from '../trpc/single-call.ts';
import { createSampledLog } from './sampled-log.ts';
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
  /** By the headers of the origin, and those of the connection. */
  const sharedHeaders = new WeakMap<HeaderPairs, Map<HeaderPairs, readonly string[]>>();
  const outbox = createOutbox();
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
  const answerPoll = ({ req, res, sent, known }: Poll, bearer: Bearer): boolean => {
    const start = performance.now();
    const { claims } = known;
    if (res.destroyed || !isHeldBy(claims, bearer.subject)) return false;
    const ticket = services.queue.ticketInMemory({ known, sent });
    if (!ticket || !isWithinBudget(bearer)) return false;
    const requestId = requestIdOf(req);
    const body = waitingAnswer(ticket);
    const bytes = Buffer.byteLength(body);
    const ofThisAnswer = ['content-length', String(bytes), 'x-request-id', requestId];
    const headers = [...headersOf(req), ...ofThisAnswer];
    outbox.add(() => {
      res.writeHead(200, headers);
      // Most messages have no letter of two bytes, and the others take longer to write.
      res.end(body, bytes === body.length ? 'latin1' : 'utf8');
    });
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
      return false;
    }
  };

  /** For the first call with a bearer token whose issuer publishes its keys. */
  const answerOnceVerified = async (poll: Poll, authorization: string, otherwise: () => void) => {
    const bearer = await auth.verify(authorization).catch(() => null);
    if (!bearer || !tryToAnswer(poll, bearer)) otherwise();
  };

  /** Those that do not depend on the user: names and values in turn. */
  const headersOf = (req: IncomingMessage): readonly string[] => {
    const crossOrigin = cors.headersFor(req.headers.origin);
    const security = securityHeadersOf(req, trustedProxies);
    const known = sharedHeaders.get(crossOrigin)?.get(security);
    if (known) return known;
    const vary = crossOrigin.find(([name]) => name === 'vary')?.[1];
    const made = [
      ...[...COMMON, ...crossOrigin.filter(([name]) => name !== 'vary'), ...security],
      ['vary', vary === undefined ? VARY : `${vary}, ${VARY}`],
    ].flat();
    sharedHeaders.set(
      crossOrigin,
      (sharedHeaders.get(crossOrigin) ?? new Map()).set(security, made),
    );
    return made;
  };

  return {
    answer(req, res, otherwise) {
      const { authorization, [HEADERS.queueToken]: sent } = req.headers;
      if (authorization === undefined || typeof sent !== 'string' || !isPoll(req)) {
        return otherwise();
      }
      const known = services.queue.openToken(sent);
      if (!known || known.claims.admitted) return otherwise();
      const poll = { req, res, sent, known };
      const bearer = auth.verifyNow(authorization);
      if (!bearer) return void answerOnceVerified(poll, authorization, otherwise);
      if (!tryToAnswer(poll, bearer)) otherwise();
    },
    close: log.close,
  };
}

interface Poll {
  req: IncomingMessage;
  res: ServerResponse;
  /** The queue token, and what is known of it. */
  sent: string;
  known: KnownToken;
}

const COMMON: HeaderPairs = [
  ['content-type', 'application/json'],
  ['cache-control', 'private, no-store'],
];
/** What an answer of tRPC depends on. */
const VARY = 'trpc-accept, accept';
