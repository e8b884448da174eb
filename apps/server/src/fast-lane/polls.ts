import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Bearer } from '@frontrow/api/access/auth';
import { isHeldBy } from '@frontrow/api/access/sign-in';
import { HEADERS } from '@frontrow/contract/headers';
import type { KnownToken } from '@frontrow/domain/queue/token/known-tokens';
import type { Services } from '@frontrow/domain/services';
import type { HeaderPairs } from '@frontrow/process/http/security-headers';
import type { FaultReporter } from '../http/faults.ts';
import type { FastAnswers } from './fast-answers.ts';
import { waitingAnswer } from './ticket-json.ts';

export const POLL = 'queue.status';
const PATH = `/trpc/${POLL}`;
/** The URLs of a poll as clients send it: without an input, or with superjson's form of none. */
const URLS = new Set([
  PATH,
  ...[
    '{"json":null,"meta":{"values":["undefined"],"v":1}}',
    '{"meta":{"values":["undefined"],"v":1}}',
  ].map((input) => `${PATH}?input=${encodeURIComponent(input)}`),
]);

const OWN_HEADERS: HeaderPairs = [
  ['content-type', 'application/json'],
  ['cache-control', 'private, no-store'],
  ['vary', 'trpc-accept, accept'],
];

export interface PollOptions {
  services: Services;
  auth: Authenticator;
  reportFault: FaultReporter;
}

interface Poll {
  req: IncomingMessage;
  res: ServerResponse;
  /** The queue token, and what is known of it. */
  sent: string;
  known: KnownToken;
}

export const isPoll = ({ url = '' }: IncomingMessage): boolean => URLS.has(url);

/** A queue token, and what is known of it. */
interface Opened {
  token: string;
  known: KnownToken;
}

/** Answers polls of those who wait. */
export function createPolls(fast: FastAnswers, { services, auth, reportFault }: PollOptions) {
  /**
   * The token that each caller was answered last, or sent. To compare texts is cheaper than the hash by which others are
   * found, and tells a caller nothing but what is his own.
   */
  const last = new WeakMap<Bearer, Opened>();

  const open = (sent: string, bearer: Bearer | null): KnownToken | null => {
    const own = bearer && last.get(bearer);
    return own?.token === sent ? own.known : services.queue.openToken(sent);
  };

  /** Returns whether it has answered. */
  const answerPoll = ({ req, res, sent, known }: Poll, bearer: Bearer): boolean => {
    const start = performance.now();
    const { claims } = known;
    if (res.destroyed || !isHeldBy(claims, bearer.subject)) return false;
    const ticket = services.queue.ticketInMemory({ known, sent });
    if (!ticket || !fast.isWithinBudget(req, bearer)) return false;
    const { reply } = known;
    last.set(bearer, reply?.token === ticket.token ? reply : { token: sent, known });
    const body = waitingAnswer(ticket);
    const { userId } = claims;
    fast.send(req, res, {
      ...{ procedure: POLL, status: 200, headers: OWN_HEADERS, body, userId, start },
    });
    return true;
  };

  /** For the first call with a bearer token whose issuer publishes its keys. */
  const answerOnceVerified = async (poll: Poll, authorization: string, otherwise: () => void) => {
    const bearer = await auth.verify(authorization).catch(() => null);
    let isAnswered = false;
    try {
      isAnswered = bearer !== null && answerPoll(poll, bearer);
    } catch (error) {
      reportFault(error, poll.req);
    }
    if (!isAnswered) otherwise();
  };

  /** Returns whether it has taken the request: it answers it, or calls `otherwise` later. */
  return (req: IncomingMessage, res: ServerResponse, otherwise: () => void): boolean => {
    const { authorization, [HEADERS.queueToken]: sent } = req.headers;
    if (authorization === undefined || typeof sent !== 'string') return false;
    const bearer = auth.verifyNow(authorization);
    const known = open(sent, bearer);
    if (!known || known.claims.admitted) return false;
    const poll = { req, res, sent, known };
    if (bearer) return answerPoll(poll, bearer);
    void answerOnceVerified(poll, authorization, otherwise);
    return true;
  };
}
