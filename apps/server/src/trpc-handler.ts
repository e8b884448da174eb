import type { IncomingMessage, RequestListener } from 'node:http';
import type { Authenticator } from '@frontrow/api/access/auth';
import type { ApiContext, CallReport } from '@frontrow/api/context';
import { refusalIn } from '@frontrow/api/errors/error-shape';
import { requestScope } from '@frontrow/api/request-scope';
import { appRouter } from '@frontrow/api/root';
import { RequestAnswers } from '@frontrow/api/wire/request-answers';
import type { Services } from '@frontrow/domain/services';
import type { TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { FaultReporter } from './http/faults.ts';
import {
  MAX_BATCH_CALLS,
  MAX_BODY_BYTES,
  MAX_CHART_BYTES,
  maxBodyOf,
} from './http/request-checks.ts';
import { workOf } from './load/work.ts';
import type { CallLogger } from './log/access-log.ts';

export interface TrpcHandlerOptions {
  services: Services;
  auth: Authenticator;
  onCall(report: CallReport): void;
  log: CallLogger;
}

/** Creates the tRPC context of a request; its calls share it. */
export const createContextOf =
  (shared: TrpcHandlerOptions): ContextOf =>
  (req) => {
    const { requestId, bearer, onStream = () => {} } = requestScope.getStore() ?? {};
    return {
      ...shared,
      log: shared.log.child({ requestId }),
      header: (name) => headerOf(req, name),
      isGone: () => req.socket.destroyed,
      answers: (workOf(req)?.calls ?? 1) > 1 ? new RequestAnswers() : null,
      onStream,
      memo: bearer ? { bearer } : {},
    };
  };

export type ContextOf = (req: IncomingMessage) => ApiContext;

/** Answers calls. tRPC counts the bytes of a body that does not tell its length, so there is a handler for each limit. */
export function createTrpcHandler(
  contextOf: ContextOf,
  reportFault: FaultReporter,
): RequestListener {
  const [any, charts] = [MAX_BODY_BYTES, MAX_CHART_BYTES].map((maxBodySize) =>
    createHTTPHandler({
      basePath: '/trpc/',
      router: appRouter,
      maxBodySize,
      maxBatchSize: MAX_BATCH_CALLS,
      createContext: ({ req }) => contextOf(req),
      onError: ({ error, req }) => reportFault(error, req),
      responseMeta,
    }),
  );
  return (req, res) => (maxBodyOf(req.url) === MAX_CHART_BYTES ? charts : any)?.(req, res);
}

/** The headers of every answer: nobody caches it, and refusals that pass say when to try again. */
export function responseMeta({ errors }: { errors: TRPCError[] }): { headers: Headers } {
  const headers = new Headers({ 'cache-control': 'private, no-store' });
  const delays = errors.map((error) => {
    const { details } = refusalIn(error);
    return 'retryAfterSeconds' in details ? Number(details.retryAfterSeconds) : 0;
  });
  const longest = Math.max(0, ...delays);
  if (longest > 0) headers.set('retry-after', String(longest));
  return { headers };
}

function headerOf(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name];
  return typeof value === 'string' ? value : null;
}
