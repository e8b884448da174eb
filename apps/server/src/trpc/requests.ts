import type { IncomingMessage, ServerResponse } from 'node:http';
import { type RequestScope, requestScope } from '@frontrow/api/request-scope';
import type { ConcertDetails, ConcertView } from '@frontrow/contract/concert';
import type { Page } from '@frontrow/contract/primitives';
import { TRPCError } from '@trpc/server';
import type { FaultReporter } from '../http/faults.ts';
import type { LoadControl, Refusal } from '../load/load-control.ts';
import type { Work } from '../load/work.ts';
import type { AvailabilityBodies } from '../seats/availability-bodies.ts';
import { sendAvailability } from '../seats/send-availability.ts';
import { createCallAnswers, type SendResult } from './answer-call.ts';
import { createTrpcBodyReader } from './body.ts';
import type { ContextOf } from './context.ts';
import type { PublicAnswers } from './public-answers.ts';
import { sendPublicRead } from './public-reads.ts';
import { answerError, refusalOfRequest } from './request-checks.ts';
import { singleCallIn } from './single-call.ts';
import { createStockAdapter } from './stock-adapter.ts';
import { createWatchStreams } from './watch-stream.ts';

/** How the results of some procedures are sent. */
const sendersOfResults = ({
  answers,
  bodies,
}: TrpcRequestOptions): ReadonlyMap<string, SendResult> =>
  new Map([
    ['concert.list', sendPublicRead(answers, { maxAge: 3, timesOf: timesOfList })],
    ['concert.get', sendPublicRead(answers, { maxAge: 3, timesOf: timesOfConcert })],
    // Only its prices change.
    ['concert.chart', sendPublicRead(answers, { maxAge: 60, timesOf: () => [] })],
    ['concert.availability', sendAvailability(bodies)],
  ]);

/** Without its dates a concert does not tell when the last one begins, which ends its sale. */
const timesOfList = ({ items }: Page<ConcertView>) => {
  if (items.some(({ dates }) => dates === undefined)) return null;
  return items.flatMap(({ salesOpenAt, salesCloseAt, dates }) => [
    ...[salesOpenAt, salesCloseAt],
    ...[dates?.firstStartsAt ?? null, dates?.lastStartsAt ?? null],
  ]);
};

const timesOfConcert = ({ salesOpenAt, salesCloseAt, performances }: ConcertDetails) => [
  ...[salesOpenAt, salesCloseAt],
  ...performances.map(({ startsAt }) => startsAt),
];

export interface TrpcRequestOptions {
  contextOf: ContextOf;
  reportFault: FaultReporter;
  load: LoadControl;
  answers: PublicAnswers;
  bodies: AvailabilityBodies;
}

/** Answers a request to /trpc once it may be served. Returns the refusal if it may not. */
export type TrpcRequests = (
  req: IncomingMessage,
  res: ServerResponse,
  work: Work | null,
) => Promise<Refusal | null>;

export function createTrpcRequests(options: TrpcRequestOptions): TrpcRequests {
  const { contextOf, reportFault, load, answers } = options;
  const answerByStockAdapter = createStockAdapter(contextOf, reportFault);
  const answerCall = createCallAnswers({
    contextOf,
    reportFault,
    senders: sendersOfResults(options),
    answers,
  });
  const watches = createWatchStreams();
  const readBody = createTrpcBodyReader();

  const answer = (req: IncomingMessage, res: ServerResponse) => {
    const call = singleCallIn(req);
    if (call) return answerCall(req, res, call);
    if (watches.handles(req)) return watches.answer(req, res, contextOf(req));
    return answerByStockAdapter(req, res);
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
