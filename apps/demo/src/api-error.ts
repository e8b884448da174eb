import type { AppRouter } from '@frontrow/api/root';
import type { ErrorCode, ErrorDetails } from '@frontrow/contract/error-codes';
import { TRPCClientError } from '@trpc/client';

export interface ApiError<Code extends ErrorCode = ErrorCode> {
  code: Code;
  details: ErrorDetails<Code>;
  message: string;
  procedure: string;
}

/** The error that the API answered with; null for other errors, such as a lost connection. */
export function apiErrorOf(error: unknown): ApiError | null {
  if (!(error instanceof TRPCClientError)) return null;
  const { data, message } = error as TRPCClientError<AppRouter>;
  if (!data?.errorCode) return null;
  return {
    code: data.errorCode,
    details: data.details as ApiError['details'],
    message,
    procedure: data.path ?? '',
  };
}

export const hasCode = <Code extends ErrorCode>(
  error: ApiError,
  code: Code,
): error is ApiError<Code> => error.code === code;

/** Describes an error of any kind in one line. */
export function formatError(error: unknown): string {
  const apiError = apiErrorOf(error);
  if (apiError) {
    const { code, procedure, details } = apiError;
    return `${code} ${JSON.stringify(details)} from ${procedure}`;
  }
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
