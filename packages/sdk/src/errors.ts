import type { AppRouter } from '@frontrow/api/root';
import type { ErrorCode, ErrorDetails } from '@frontrow/contract/error-codes';
import { TRPCClientError } from '@trpc/client';

/** A refusal by the server, with what belongs to its code in `details`. */
export type FrontrowError<Code extends ErrorCode = ErrorCode> = TRPCClientError<AppRouter> & {
  errorCode: Code;
  details: ErrorDetails<Code>;
  /** What the server's log has of the call. */
  requestId: string;
};

/**
 * Whether a call was refused by the server, and with that code if one is given; then `details` has the
 * type that belongs to it. False for a network that is gone and for a call that was aborted.
 */
export function isFrontrowError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is FrontrowError<Code> {
  if (!(error instanceof TRPCClientError) || !error.data?.errorCode) return false;
  return code === undefined || error.data.errorCode === code;
}

/** Puts what a refusal says where its reader looks for it. */
export function withDetails(error: TRPCClientError<AppRouter>): TRPCClientError<AppRouter> {
  const { data } = error;
  if (!data?.errorCode) return error;
  const { errorCode, details, requestId } = data;
  return Object.assign(error, { errorCode, details, requestId });
}
