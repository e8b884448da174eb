import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Services } from '@frontrow/domain/services';
import type { AvailabilityBodies } from '../seats/availability-bodies.ts';
import type { PublicAnswers } from '../trpc/public-answers.ts';
import { AVAILABILITY, createAvailability, isAvailability } from './availability.ts';
import { type FastAnswerOptions, FastAnswers } from './fast-answers.ts';
import { createPolls, isPoll, POLL } from './polls.ts';
import { createPublicReads, PUBLIC_READS } from './public-reads.ts';

export const FAST_PROCEDURES: readonly string[] = [POLL, AVAILABILITY, ...PUBLIC_READS];

export interface FastLaneOptions extends FastAnswerOptions {
  services: Services;
  answers: PublicAnswers;
  bodies: AvailabilityBodies;
}

export interface FastLane {
  /** Answers a request if it can; else calls `otherwise`, and has done nothing. */
  answer(req: IncomingMessage, res: ServerResponse, otherwise: () => void): void;
  close(): void;
}

/** See README.md in this folder for what may be skipped here, and why. */
export function createFastLane(options: FastLaneOptions): FastLane {
  const fast = new FastAnswers(options, FAST_PROCEDURES);
  const answerPoll = createPolls(fast, options);
  const answerAvailability = createAvailability(fast, options);
  const answerPublicRead = createPublicReads(fast, options);
  const take = (req: IncomingMessage, res: ServerResponse, otherwise: () => void): boolean => {
    if (isPoll(req)) return fast.takes(req) && answerPoll(req, res, otherwise);
    if (isAvailability(req)) return fast.takes(req) && answerAvailability(req, res, otherwise);
    return answerPublicRead(req, res, otherwise);
  };

  return {
    answer(req, res, otherwise) {
      let isTaken = false;
      try {
        isTaken = req.method === 'GET' && take(req, res, otherwise);
      } catch (error) {
        // It is answered as any other call.
        options.reportFault(error, req);
      }
      if (!isTaken) otherwise();
    },
    close: () => fast.close(),
  };
}
