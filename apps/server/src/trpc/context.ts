import type { IncomingMessage } from 'node:http';
import type { Authenticator } from '@frontrow/api/access/auth';
import type { ApiContext, CallReport } from '@frontrow/api/context';
import { requestScope } from '@frontrow/api/request-scope';
import { RequestAnswers } from '@frontrow/api/wire/request-answers';
import type { Services } from '@frontrow/domain/services';
import { workOf } from '../load/work.ts';
import type { CallLogger } from '../log/access-log.ts';
import { RequestLog } from '../log/request-log.ts';

export interface ContextOptions {
  services: Services;
  auth: Authenticator;
  onCall(report: CallReport): void;
  log: CallLogger;
}

export type ContextOf = (req: IncomingMessage) => ApiContext;

/** Creates the tRPC context of a request; its calls share it. */
export const createContextOf =
  (shared: ContextOptions): ContextOf =>
  (req) => {
    const { requestId, bearer, onStream = () => {} } = requestScope.getStore() ?? {};
    return {
      ...shared,
      log: new RequestLog(shared.log, requestId),
      header: (name) => headerOf(req, name),
      isGone: () => req.socket.destroyed,
      answers: (workOf(req)?.calls ?? 1) > 1 ? new RequestAnswers() : null,
      onStream,
      memo: bearer ? { bearer } : {},
    };
  };

function headerOf(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name];
  return typeof value === 'string' ? value : null;
}
