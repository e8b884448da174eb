import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '@frontrow/api/access/auth';
import type { FaultReporter } from '../http/faults.ts';
import type { PublicAnswer, PublicAnswers } from '../trpc/public-answers.ts';
import { chosenFor } from '../trpc/public-reads.ts';
import type { FastAnswers } from './fast-answers.ts';

/** The public reads whose answers are kept. */
export const PUBLIC_READS = ['concert.get', 'concert.list', 'concert.chart'] as const;
const PATHS: ReadonlyMap<string, string> = new Map(
  PUBLIC_READS.map((procedure) => [`/trpc/${procedure}`, procedure]),
);

export interface PublicReadOptions {
  auth: Authenticator;
  answers: PublicAnswers;
  reportFault: FaultReporter;
}

interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
}

/** Answers public reads that were answered less than a second ago. */
export function createPublicReads(
  fast: FastAnswers,
  { auth, answers, reportFault }: PublicReadOptions,
) {
  const answerWith = ({ req, res }: Exchange, procedure: string, answer: PublicAnswer): boolean => {
    const start = performance.now();
    const { authorization } = req.headers;
    const bearer = authorization === undefined ? null : auth.verifyNow(authorization);
    if ((authorization !== undefined && !bearer) || !fast.isWithinBudget(req, bearer)) return false;
    const chosen = chosenFor(req, answer);
    const own =
      chosen.status === 200
        ? [['content-type', 'application/json'] as const, ...chosen.headers]
        : chosen.headers;
    fast.send(req, res, { ...chosen, procedure, headers: own, userId: null, start });
    return true;
  };

  const answerOnceMade = async (exchange: Exchange, procedure: string, otherwise: () => void) => {
    const { url = '' } = exchange.req;
    let isAnswered = false;
    try {
      await answers.made(url);
      const answer = answers.get(url);
      isAnswered =
        exchange.res.destroyed || (answer !== null && answerWith(exchange, procedure, answer));
    } catch (error) {
      reportFault(error, exchange.req);
    }
    if (!isAnswered) otherwise();
  };

  /** Returns whether it has taken the request: it answers it, or calls `otherwise` later. */
  return (req: IncomingMessage, res: ServerResponse, otherwise: () => void): boolean => {
    const { url = '' } = req;
    const question = url.indexOf('?');
    const procedure = PATHS.get(question === -1 ? url : url.slice(0, question));
    // Lists without dates are not kept, so nobody waits for the one who makes them.
    if (procedure === 'concert.list' && !url.includes('withDates')) return false;
    if (!procedure || !fast.takes(req)) return false;
    if (answers.isDue(url)) {
      answers.make(url, res);
      return false;
    }
    const answer = answers.get(url);
    if (answer) return answerWith({ req, res }, procedure, answer);
    void answerOnceMade({ req, res }, procedure, otherwise);
    return true;
  };
}
