import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '@frontrow/api/access/auth';
import { isHeldBy } from '@frontrow/api/access/sign-in';
import type { AvailabilityInput } from '@frontrow/contract/chart';
import { HEADERS } from '@frontrow/contract/headers';
import type { Services } from '@frontrow/domain/services';
import type { HeaderPairs } from '@frontrow/process/http/security-headers';
import { takesGzip } from '../http/gzip.ts';
import type { AvailabilityBodies } from '../seats/availability-bodies.ts';
import type { Lane } from './lane.ts';

export const AVAILABILITY = 'concert.availability';
const PREFIX = `/trpc/${AVAILABILITY}?input=`;
/** The input as clients write it: two fields at most, in this order, and nothing that has to be decoded by its type. */
const INPUT =
  /^\{"json":\{"performanceId":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"(?:,"sinceVersion":(0|[1-9]\d{0,14}))?\}\}$/;
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

/** Answers who has a pass that was checked less than a second ago. Returns whether it has answered. */
export function createAvailability(lane: Lane, { services, auth, bodies }: AvailabilityOptions) {
  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const start = performance.now();
    const { authorization, [HEADERS.queueToken]: token } = req.headers;
    if (authorization === undefined || typeof token !== 'string') return false;
    const input = inputIn(req.url ?? '');
    const claims = input && services.queue.verifyToken(token);
    const bearer = claims && auth.verifyNow(authorization);
    if (!bearer || !isHeldBy(claims, bearer.subject)) return false;
    const view = services.concert.availabilityInMemory(claims, input);
    const answer = view && bodies.bodyNow(view, takesGzip(req));
    if (!answer || !lane.isWithinBudget(req, bearer)) return false;
    const { body, encoding } = answer;
    const headers = encoding ? GZIP : PLAIN;
    const { userId } = claims;
    lane.send(req, res, { procedure: AVAILABILITY, status: 200, headers, body, userId, start });
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
  return sinceVersion === undefined
    ? { performanceId }
    : { performanceId, sinceVersion: Number(sinceVersion) };
}
