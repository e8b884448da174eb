import type { ErrorCode, ErrorDetailsByCode } from '@frontrow/contract/error-codes';
import { outcomeOf } from '@frontrow/domain/kernel/database/outcome';
import { isDatabaseUnavailable } from '@frontrow/domain/kernel/database/unavailable';
import { DomainError, unavailable } from '@frontrow/domain/kernel/errors';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { ZodError } from 'zod';
import { requestScope } from '../request-scope.ts';
import { ERRORS } from './errors.ts';

/** The body of an error on the wire. An unexpected fault has no inner message, stack or SQL. */
export function shapeOf({ error, path }: { error: TRPCError; path: string | undefined }) {
  const { code: errorCode, details } = refusalIn(error);
  const [code, message] = ERRORS[errorCode];
  return {
    message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: {
      code,
      httpStatus: getHTTPStatusCodeFromError(new TRPCError({ code })),
      path,
      errorCode: errorCode as ErrorCode,
      details: details as Partial<ErrorDetailsByCode[keyof ErrorDetailsByCode]>,
      requestId: requestScope.getStore()?.requestId ?? '',
    },
  };
}

/** The most issues that a refusal names. An input of 256 KiB can have 100,000, each with its path. */
const MAX_ISSUES = 100;

/** The error code and details of the contract for any error, from our code or from tRPC. */
export function refusalIn(error: TRPCError): { code: ErrorCode; details: object } {
  const { cause } = error;
  if (cause instanceof DomainError) return cause;
  if (cause instanceof ZodError && error.code === 'BAD_REQUEST') {
    const issues = cause.issues.slice(0, MAX_ISSUES).flatMap(issuesOf).slice(0, MAX_ISSUES);
    return { code: 'VALIDATION_FAILED', details: { issues } };
  }
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'PAYLOAD_TOO_LARGE':
    case 'UNSUPPORTED_MEDIA_TYPE':
    case 'UNPROCESSABLE_CONTENT':
      return wholeInput(error.code === 'PAYLOAD_TOO_LARGE' ? 'is too large' : error.message);
    case 'NOT_FOUND':
      return { code: 'PROCEDURE_NOT_FOUND', details: {} };
    case 'METHOD_NOT_SUPPORTED':
      return { code: 'METHOD_NOT_SUPPORTED', details: {} };
    default:
      if (isDatabaseUnavailable(cause)) return unavailable(cause, outcomeOf(cause));
      return { code: 'INTERNAL_SERVER_ERROR', details: {} };
  }
}

/** One issue of the contract; for keys that a schema does not know, one at the path of each. */
const issuesOf = (issue: ZodError['issues'][number]) =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is not known' }))
    : [{ path: issue.path, message: issue.message }];

/** A refusal of the input as a whole, with an empty path. */
const wholeInput = (message: string) => ({
  code: 'VALIDATION_FAILED' as const,
  details: { issues: [{ path: [], message }] },
});

/** Turns an error that the domain threw into a tRPC error with the right code. */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof DomainError) {
    const refusal: DomainError = cause;
    const [code, message] = ERRORS[refusal.code];
    return new TRPCError({ code, message, cause });
  }
  if (!isDatabaseUnavailable(cause)) return error;
  const refusal = unavailable(cause, outcomeOf(cause));
  return toTrpcError(new TRPCError({ code: 'SERVICE_UNAVAILABLE', cause: refusal }));
}
