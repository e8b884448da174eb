import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { getTRPCErrorFromUnknown, type TRPCError } from '@trpc/server';
import type { CallReport } from '../context.ts';
import { isClientGone } from './client-gone.ts';
import { refusalIn, toTrpcError } from './error-shape.ts';

/** Errors of calls that are in the log and in the metrics already. tRPC hands them on as they are. */
const reported = new WeakSet<TRPCError>();

/**
 * Logs the error of a finished call, if it is a fault: one of ours with its stack, an outage in one line,
 * since every call meets it.
 */
export function logFault(
  log: Logger,
  { procedure, code, error }: { procedure: string; code: ErrorCode; error: TRPCError },
): void {
  reported.add(error);
  if (isClientGone(error)) return;
  if (code === 'INTERNAL_SERVER_ERROR') {
    log.error({ err: error.cause ?? error, procedure }, 'call failed');
  } else if (code === 'SERVICE_UNAVAILABLE') {
    log.warn({ procedure, cause: error.cause?.cause }, 'call failed');
  }
}

const COUNTED: readonly ErrorCode[] = [
  'INTERNAL_SERVER_ERROR',
  'SERVICE_UNAVAILABLE',
  'RATE_LIMITED',
];

/**
 * Reports a fault that no procedure has reported: it came up before a procedure ran, while its answer was
 * written, or in the middle of a stream. Of refusals only those of streams of which a user has too many are counted, and
 * no fault is reported twice.
 *
 * @param procedure the procedure that was asked for, or `http` if there is none
 */
export function reportFault(
  { log, onCall }: { log: Logger; onCall(report: CallReport): void },
  { error: thrown, procedure }: { error: unknown; procedure: string },
): void {
  const unknown = getTRPCErrorFromUnknown(thrown);
  if (reported.has(unknown)) return;
  reported.add(unknown);
  const error = toTrpcError(unknown);
  const { code } = refusalIn(error);
  if (!COUNTED.includes(code)) return;
  onCall({ procedure, outcome: code, seconds: 0, userId: null });
  logFault(log, { procedure, code, error });
}
