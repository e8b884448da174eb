import type { IncomingMessage, ServerResponse } from 'node:http';
import { type RequestScope, requestScope } from '@frontrow/api/request-scope';
import { TRPCError } from '@trpc/server';
import type { FaultReporter } from './http/faults.ts';
import { answerError, refusalOfRequest } from './http/request-checks.ts';
import { createTrpcBodyReader } from './http/trpc-body.ts';
import type { LoadControl, Refusal } from './load/load-control.ts';
import type { Work } from './load/work.ts';
import { answerPublicRead, isPublicRead } from './public-reads.ts';
import { createAvailabilityAnswers } from './seats/availability-answers.ts';
import { type ContextOf, createTrpcHandler } from './trpc-handler.ts';
import { createWatchStreams } from './watch-stream.ts';

export interface TrpcRequestOptions {
  contextOf: ContextOf;
  reportFault: FaultReporter;
  load: LoadControl;
}

/** Answers a request to /trpc once it may be served. Returns the refusal if it may not. */
export type TrpcRequests = (
  req: IncomingMessage,
  res: ServerResponse,
  work: Work | null,
) => Promise<Refusal | null>;

export function createTrpcRequests({
  contextOf,
  reportFault,
  load,
}: TrpcRequestOptions): TrpcRequests {
  const trpc = createTrpcHandler(contextOf, reportFault);
  const watches = createWatchStreams();
  const availability = createAvailabilityAnswers(reportFault);
  const readBody = createTrpcBodyReader();

  const answer = (req: IncomingMessage, res: ServerResponse) => {
    if (isPublicRead(req)) return answerPublicRead(req, res, { contextOf, reportFault });
    if (watches.handles(req)) return watches.answer(req, res, contextOf(req));
    if (availability.handles(req)) return availability.answer(req, res, contextOf(req));
    return trpc(req, res);
  };

  return async (req, res, work) => {
    const refused = refusalOfRequest(req);
    if (refused) {
      answerError(req, res, refused);
      return null;
    }
    if (work && req.method === 'POST') {
      const body = await readBody(req, res);
      if (body === 'left') return null;
      if (body === 'no-room') return load.shed(work.kind, 'no room for bodies');
      if (body === 'too-large') {
        answerError(req, res, new TRPCError({ code: 'PAYLOAD_TOO_LARGE' }));
        return null;
      }
    }
    const scope: RequestScope = requestScope.getStore() ?? { requestId: '', calls: [] };
    const entered = work && load.enter({ work, res, scope });
    const refusal = entered && (await entered);
    if (refusal) return refusal;
    // The client may have gone while it waited.
    if (!res.destroyed) await answer(req, res);
    return null;
  };
}
