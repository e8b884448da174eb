import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestScope } from '@frontrow/api/request-scope';
import { HEADERS } from '@frontrow/contract/headers';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { v7 } from 'uuid';

/** A logger that makes others which carry more fields; pino fits it. */
export interface CallLogger extends Logger {
  child(fields: object): CallLogger;
}

/** The caller's request id if it can stand in a log line, or a new one. */
export function requestIdOf(req: IncomingMessage): string {
  const given = req.headers[HEADERS.requestId];
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : v7();
}

/**
 * One line a request when it is done, with the outcome of each of its calls. The query is left out,
 * since it carries the input.
 */
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
      res.writableFinished ? 'answered' : 'the caller went away',
    );
  });
}
