import type { RequestListener } from 'node:http';
import { appRouter } from '@frontrow/api/root';
import type { TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { FaultReporter } from '../http/faults.ts';
import { answerHeaders } from './answer-headers.ts';
import type { ContextOf } from './context.ts';
import { MAX_BATCH_CALLS, MAX_BODY_BYTES, MAX_CHART_BYTES, maxBodyOf } from './request-checks.ts';

/**
 * Answers with tRPC's own adapter what `SingleCalls` and `WatchStreams` do not know: batches, and whatever is unusual.
 * tRPC counts the bytes of a body that does not tell its length, so there is a handler for each limit.
 */
export function createStockAdapter(
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
      responseMeta: ({ errors }: { errors: TRPCError[] }) => ({
        headers: new Headers(answerHeaders(errors)),
      }),
    }),
  );
  return (req, res) => (maxBodyOf(req.url) === MAX_CHART_BYTES ? charts : any)?.(req, res);
}
