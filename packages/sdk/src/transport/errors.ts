import type { AppRouter } from '@frontrow/api/root';
import type { TRPCClientError } from '@trpc/client';
import type { ErrorCode, ErrorDetailsByCode } from '../api.ts';

const NAME = 'FrontrowError';

/** What `details` of a refusal holds: nothing, for most codes. */
export type ErrorDetails<Code extends ErrorCode> = Code extends keyof ErrorDetailsByCode
  ? ErrorDetailsByCode[Code]
  : Record<never, never>;

export interface Refusal<Code extends ErrorCode> extends Error {
  name: typeof NAME;
  errorCode: Code;
  details: ErrorDetails<Code>;
  /** What the server's log has of the call. */
  requestId: string;
}

/**
 * A refusal by the server, with what belongs to its code in `details`. Once `errorCode` is looked at,
 * `details` has the type of that code.
 */
export type FrontrowError<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? Refusal<Code>
  : never;

/**
 * Whether a call was refused by the server, and with that code if one is given; then `details` has the
 * type that belongs to it. False for a network that is gone and for a call that was aborted.
 */
export function isFrontrowError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is FrontrowError<Code> {
  // By its name: a page may have two copies of this module.
  const { name, errorCode } = (error ?? {}) as Partial<Refusal<ErrorCode>>;
  return name === NAME && (code === undefined || errorCode === code);
}

/** Puts what a refusal says where its reader looks for it. */
export function withDetails(error: TRPCClientError<AppRouter>): TRPCClientError<AppRouter> {
  const { data } = error;
  if (!data?.errorCode) return error;
  const { errorCode, details, requestId } = data;
  return Object.assign(error, { name: NAME, errorCode, details, requestId });
}
