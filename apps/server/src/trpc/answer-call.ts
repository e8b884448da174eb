import type { IncomingMessage, ServerResponse } from 'node:http';
import { shapeOf } from '@frontrow/api/errors/error-shape';
import { transformer } from '@frontrow/api/wire/transformer';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import type { FaultReporter } from '../http/faults.ts';
import { endSoon } from '../http/outbox.ts';
import { answerHeaders } from './answer-headers.ts';
import type { ContextOf } from './context.ts';
import type { Began, PublicAnswers } from './public-answers.ts';
import { runProcedure } from './run-procedure.ts';
import { rawInputOf, type SingleCall } from './single-call.ts';

/** Sends what a procedure has returned. */
export type SendResult = (exchange: Exchange, data: unknown) => void | Promise<void>;

export interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  began: Began;
}

export interface AnswerCallOptions {
  contextOf: ContextOf;
  reportFault: FaultReporter;
  /** For procedures whose results are not sent as all others are. */
  senders: ReadonlyMap<string, SendResult>;
  answers: PublicAnswers;
}

/**
 * Answers a call by tRPC's resolver of its procedure, with the body that tRPC's adapter would send. That adapter makes
 * a web request, a web response and a stream of each call, which takes several times as long as the call.
 */
export function createCallAnswers({ contextOf, reportFault, senders, answers }: AnswerCallOptions) {
  return async (req: IncomingMessage, res: ServerResponse, call: SingleCall): Promise<void> => {
    const { path, procedure } = call;
    res.setHeader('vary', 'trpc-accept, accept');
    res.setHeader('content-type', 'application/json');
    const began = answers.begin();
    let data: unknown;
    try {
      const ctx = contextOf(req);
      const getRawInput = () => rawInputOf(call);
      const { type } = procedure._def;
      data = await runProcedure(procedure, {
        ...{ path, getRawInput, ctx, type, signal: undefined, batchIndex: 0 },
      });
    } catch (cause) {
      return refuse({ req, res, began }, path, cause);
    }
    const send = senders.get(path);
    if (send) return send({ req, res, began }, data);
    setAnswerHeaders(res);
    endSoon(res, resultOf(data));
  };

  function refuse({ req, res }: Exchange, path: string, cause: unknown): void {
    const error = getTRPCErrorFromUnknown(cause);
    reportFault(error, req);
    const shape = shapeOf({ error, path });
    for (const [name, value] of answerHeaders([error])) res.setHeader(name, value);
    res.statusCode = shape.data.httpStatus;
    endSoon(res, JSON.stringify({ error: transformer.output.serialize(shape) }));
  }
}

/** The headers of an answer that is no refusal. */
export function setAnswerHeaders(res: ServerResponse): void {
  for (const [name, value] of answerHeaders([])) res.setHeader(name, value);
}

/** The body of a result. */
export const resultOf = (data: unknown): string =>
  JSON.stringify({ result: { data: transformer.output.serialize(data) } });
