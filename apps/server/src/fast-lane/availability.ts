import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Bearer } from '@frontrow/api/access/auth';
import { isHeldBy } from '@frontrow/api/access/sign-in';
import type { AvailabilityInput } from '@frontrow/contract/chart';
import { HEADERS } from '@frontrow/contract/headers';
import { DomainError } from '@frontrow/domain/kernel/errors';
import type { QueueTokenClaims } from '@frontrow/domain/queue/token/queue-token';
import type { Services } from '@frontrow/domain/services';
import type { HeaderPairs } from '@frontrow/process/http/security-headers';
import { takesGzip } from '../http/gzip.ts';
import type { AvailabilityBodies, AvailabilityBody } from '../seats/availability-bodies.ts';
import type { FastAnswers } from './fast-answers.ts';

export const AVAILABILITY = 'concert.availability';
const PREFIX = `/trpc/${AVAILABILITY}?input=`;
/** The input as clients write it: two fields at most, in this order, and nothing that has to be decoded by its type. */
const INPUT =
  /^\{"json":\{"performanceId":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"(?:,"sinceVersion":(0|[1-9]\d{0,15}))?\}\}$/;
/** After a read that failed. */
const PAUSE_MILLISECONDS = 1_000;
/** Longer than any such input. */
const MOST_CHARACTERS = 300;

const OWN_HEADERS: HeaderPairs = [
  ['content-type', 'application/json'],
  ['cache-control', 'private, no-store'],
];
const PLAIN: HeaderPairs = [...OWN_HEADERS, ['vary', 'trpc-accept, accept']];
const GZIP: HeaderPairs = [
  ...OWN_HEADERS,
  ['content-encoding', 'gzip'],
  ['vary', 'trpc-accept, accept, accept-encoding'],
];

export interface AvailabilityOptions {
  services: Services;
  auth: Authenticator;
  bodies: AvailabilityBodies;
}

export const isAvailability = ({ url = '' }: IncomingMessage): boolean => url.startsWith(PREFIX);

interface Reader {
  req: IncomingMessage;
  res: ServerResponse;
  input: AvailabilityInput;
  claims: QueueTokenClaims;
  bearer: Bearer;
  start: number;
}

/** Answers who has a pass. */
export function createAvailability(fast: FastAnswers, options: AvailabilityOptions) {
  const { services, auth, bodies } = options;
  /** By `performance.now()`. While nothing can be read, callers need not wait for that twice. */
  let readsAgainAt = 0;

  const send = (
    { req, res, claims: { userId }, bearer, start }: Reader,
    { body, encoding }: AvailabilityBody,
  ): boolean => {
    if (!fast.isWithinBudget(req, bearer)) return false;
    const headers = encoding ? GZIP : PLAIN;
    fast.send(req, res, { procedure: AVAILABILITY, status: 200, headers, body, userId, start });
    return true;
  };

  /** For whoever was not checked in the last second, and when places have to be read: these share their statements. */
  const answerOnceRead = async (reader: Reader, otherwise: () => void) => {
    const { req, res, input, claims, bearer } = reader;
    const signIn = async () => {
      const { userId } = claims;
      await services.session.requireUser({ userId });
      await services.queue.claim(claims);
      return { caller: { userId, service: bearer.role === 'service' }, claims };
    };
    let isAnswered = false;
    try {
      const view = await services.concert.availability({ claims, signIn }, input);
      const answer = await bodies.bodyOf(view, takesGzip(req));
      isAnswered = res.destroyed || send(reader, answer);
    } catch (error) {
      // What refuses the call refuses it again, in the order and the form of every call, and a fault is reported there.
      if (!(error instanceof DomainError)) readsAgainAt = performance.now() + PAUSE_MILLISECONDS;
    }
    if (!isAnswered) otherwise();
  };

  /** Returns whether it has taken the request: it answers it, or calls `otherwise` later. */
  return (req: IncomingMessage, res: ServerResponse, otherwise: () => void): boolean => {
    const start = performance.now();
    const { authorization, [HEADERS.queueToken]: token } = req.headers;
    if (authorization === undefined || typeof token !== 'string') return false;
    const input = inputIn(req.url ?? '');
    const claims = input && services.queue.verifyToken(token);
    const bearer = claims && auth.verifyNow(authorization);
    if (!bearer || !isHeldBy(claims, bearer.subject)) return false;
    const reader = { req, res, input, claims, bearer, start };
    const view = services.concert.availabilityInMemory(claims, input);
    const answer = view && bodies.bodyNow(view, takesGzip(req));
    if (answer) return send(reader, answer);
    // Whoever is over the budget gets no reads for it.
    if (start < readsAgainAt || !fast.isWithinBudget(req, bearer, 0)) return false;
    void answerOnceRead(reader, otherwise);
    return true;
  };
}

function inputIn(url: string): AvailabilityInput | null {
  if (url.length > PREFIX.length + MOST_CHARACTERS) return null;
  let text: string;
  try {
    text = decodeURIComponent(url.slice(PREFIX.length));
  } catch {
    return null;
  }
  const [, performanceId, sinceVersion] = INPUT.exec(text) ?? [];
  if (performanceId === undefined) return null;
  if (sinceVersion === undefined) return { performanceId };
  const version = Number(sinceVersion);
  return Number.isSafeInteger(version) ? { performanceId, sinceVersion: version } : null;
}
