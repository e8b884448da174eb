import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '@frontrow/api/access/auth';
import type { PublicAnswers } from '../trpc/public-answers.ts';
import { chosenFor } from '../trpc/public-reads.ts';
import type { Lane } from './lane.ts';

/** The public reads whose answers are kept. */
export const PUBLIC_READS = ['concert.get', 'concert.chart'] as const;
const PREFIXES = PUBLIC_READS.map((procedure) => [`/trpc/${procedure}?`, procedure] as const);

export interface PublicReadOptions {
  auth: Authenticator;
  answers: PublicAnswers;
}

/** Answers public reads that were answered less than a second ago. Returns whether it has. */
export function createPublicReads(lane: Lane, { auth, answers }: PublicReadOptions) {
  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const start = performance.now();
    const { url = '', headers } = req;
    const procedure = PREFIXES.find(([prefix]) => url.startsWith(prefix))?.[1];
    const answer = procedure ? answers.get(url) : null;
    if (!procedure || !answer || !lane.takes(req)) return false;
    const { authorization } = headers;
    const bearer = authorization === undefined ? null : auth.verifyNow(authorization);
    if ((authorization !== undefined && !bearer) || !lane.isWithinBudget(req, bearer)) return false;
    const chosen = chosenFor(req, answer);
    const own =
      chosen.status === 200
        ? [['content-type', 'application/json'] as const, ...chosen.headers]
        : chosen.headers;
    lane.send(req, res, { ...chosen, procedure, headers: own, userId: null, start });
    return true;
  };
}
