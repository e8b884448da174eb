import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Services } from '@frontrow/domain/services';
import type { AvailabilityBodies } from '../seats/availability-bodies.ts';
import type { PublicAnswers } from '../trpc/public-answers.ts';
import { AVAILABILITY, createAvailability, isAvailability } from './availability.ts';
import { Lane, type LaneOptions } from './lane.ts';
import { createPolls, isPoll, POLL } from './polls.ts';
import { createPublicReads, PUBLIC_READS } from './public-reads.ts';

export const FAST_PROCEDURES: readonly string[] = [POLL, AVAILABILITY, ...PUBLIC_READS];

export interface FastLaneOptions extends LaneOptions {
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
  const lane = new Lane(options, FAST_PROCEDURES);
  const answerPoll = createPolls(lane, options);
  const answerAvailability = createAvailability(lane, options);
  const answerPublicRead = createPublicReads(lane, options);
  const take = (req: IncomingMessage, res: ServerResponse, otherwise: () => void): boolean => {
    if (isPoll(req)) return lane.takes(req) && answerPoll(req, res, otherwise);
    if (isAvailability(req)) return lane.takes(req) && answerAvailability(req, res, otherwise);
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
    close: () => lane.close(),
  };
}
