import type { AppRouter } from '@frontrow/api/root';
import type { TRPCClientError } from '@trpc/client';
import type { ErrorCode, ErrorDetailsByCode } from '../api.ts';

const NAME = 'FrontrowError';

/** The type of `details` for an error code. Most codes have no details. */
export type ErrorDetails<Code extends ErrorCode> = Code extends keyof ErrorDetailsByCode
  ? ErrorDetailsByCode[Code]
  : Record<never, never>;

export interface Refusal<Code extends ErrorCode> extends Error {
  name: typeof NAME;
  errorCode: Code;
  details: ErrorDetails<Code>;
  /** The id of the call in the server's log. */
  requestId: string;
}

/**
 * The error of a call that the server refused. A check of `errorCode` narrows the type of `details` to
 * that of the code.
 */
export type FrontrowError<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? Refusal<Code>
  : never;

/**
 * Whether the server refused a call, with that code if one is given; `details` then has the type of the
 * code. False for a network failure and for an aborted call.
 */
export function isFrontrowError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is FrontrowError<Code> {
  // Compares the name, not the class: a page can load this module twice.
  const { name, errorCode } = (error ?? {}) as Partial<Refusal<ErrorCode>>;
  return name === NAME && (code === undefined || errorCode === code);
}

/** Copies code, details and request id from tRPC's `data` to the error itself. */
export function withDetails(error: TRPCClientError<AppRouter>): TRPCClientError<AppRouter> {
  const { data } = error;
  if (!data?.errorCode) return error;
  const { errorCode, details, requestId } = data;
  return Object.assign(error, { name: NAME, errorCode, details, requestId });
}
