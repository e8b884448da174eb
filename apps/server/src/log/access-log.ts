import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestScope } from '@frontrow/api/request-scope';
import { HEADERS } from '@frontrow/contract/headers';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { routeOf } from './log-route.ts';
import { newRequestId } from './request-ids.ts';

/** A logger that can create child loggers with more fields; pino implements it. */
export interface CallLogger extends Logger {
  child(fields: object): CallLogger;
}

const REQUEST_ID = /^[\w.:/+=-]{1,128}$/;
/** The forms of bearer tokens, queue tokens and ticket codes. */
const SECRET = /\beyJ|[\w-]\.[\w-]{16,}\.[\w-]{16,}|^[0-9a-f]{64}$/i;

/** The caller's request id if it is safe in a log line and does not look like a token, else a new one. */
export function requestIdOf(req: IncomingMessage): string {
  const given = req.headers[HEADERS.requestId];
  if (typeof given !== 'string' || !REQUEST_ID.test(given) || SECRET.test(given))
    return newRequestId();
  return given;
}

/**
 * Logs one line per finished request, with the outcome of each call. The path is logged by its route, and
 * the query, which has the input, not at all: a caller may have written a token there.
 */
export function logRequest(
  log: CallLogger,
  { req, res, scope }: { req: IncomingMessage; res: ServerResponse; scope: RequestScope },
): void {
  const start = performance.now();
  const { requestId, calls } = scope;
  res.once('close', () => {
    const path = routeOf(req.url ?? '');
    const milliseconds = Math.round(performance.now() - start);
    const userId = calls.find((call) => call.userId !== null)?.userId;
    const outcomes = calls.map(({ procedure, outcome }) => `${procedure} ${outcome}`);
    const { method } = req;
    const status = res.statusCode;
    log.info(
      { requestId, userId, method, path, status, calls: outcomes, milliseconds },
      res.writableFinished ? 'answered' : 'the client disconnected',
    );
  });
}
