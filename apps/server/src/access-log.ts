import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestScope } from '@frontrow/api/request-scope';
import { HEADERS } from '@frontrow/contract/headers';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { v7 } from 'uuid';

/** A logger that can create child loggers with more fields; pino implements it. */
export interface CallLogger extends Logger {
  child(fields: object): CallLogger;
}

/** The caller's request id if it is safe in a log line, else a new one. */
export function requestIdOf(req: IncomingMessage): string {
  const given = req.headers[HEADERS.requestId];
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : v7();
}

/** Logs one line per finished request, with the outcome of each call. Leaves out the query: it has the input. */
export function logRequest(
  log: CallLogger,
  { req, res, scope }: { req: IncomingMessage; res: ServerResponse; scope: RequestScope },
): void {
  const start = performance.now();
  const { requestId, calls } = scope;
  res.once('close', () => {
    const path = (req.url ?? '').split('?')[0];
    const milliseconds = Math.round(performance.now() - start);
    const userId = calls.find((call) => call.userId !== null)?.userId;
    const outcomes = calls.map(({ procedure, outcome }) => `${procedure} ${outcome}`);
    const fields = { requestId, userId, method: req.method, path, status: res.statusCode };
    log.info(
      { ...fields, calls: outcomes, milliseconds },
      res.writableFinished ? 'answered' : 'the client disconnected',
    );
  });
}
