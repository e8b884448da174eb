import type { IncomingMessage } from 'node:http';
import type { CallReport } from '@frontrow/api/context';
import { reportFault } from '@frontrow/api/errors/faults';
import { requestScope } from '@frontrow/api/request-scope';
import { appRouter } from '@frontrow/api/root';
import type { CallLogger } from '../log/access-log.ts';

/** Reports what failed outside a procedure: one line in the log and one count, as for a call. */
export type FaultReporter = (error: unknown, req: IncomingMessage) => void;

const PROCEDURES = new Set(Object.keys(appRouter._def.procedures));

export function createFaultReporter({
  log,
  onCall,
}: {
  log: CallLogger;
  onCall(report: CallReport): void;
}): FaultReporter {
  return (error, req) => {
    // A client that has left is no fault of ours.
    if (req.socket.destroyed) return;
    const { requestId } = requestScope.getStore() ?? {};
    reportFault({ log: log.child({ requestId }), onCall }, { error, procedure: procedureOf(req) });
  };
}

/** The procedure of the path, in a batch the first one that exists. Never a text of the caller's own. */
function procedureOf({ url = '' }: IncomingMessage): string {
  const path = url.split('?')[0] ?? '';
  const names = path.slice(path.lastIndexOf('/') + 1).split(/,|%2c/i);
  return names.find((name) => PROCEDURES.has(name)) ?? 'http';
}
