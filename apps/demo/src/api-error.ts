import type { AppRouter } from '@frontrow/api/root';
import type { ErrorCode, ErrorDetails } from '@frontrow/contract/error-codes';
import { TRPCClientError } from '@trpc/client';

export interface Refusal<Code extends ErrorCode = ErrorCode> {
  code: Code;
  details: ErrorDetails<Code>;
  message: string;
  procedure: string;
}

/** What the program refused a call with; null for an error of another kind, such as a lost connection. */
export function refusalIn(error: unknown): Refusal | null {
  if (!(error instanceof TRPCClientError)) return null;
  const { data, message } = error as TRPCClientError<AppRouter>;
  if (!data?.errorCode) return null;
  return {
    code: data.errorCode,
    details: data.details as Refusal['details'],
    message,
    procedure: data.path ?? '',
  };
}

export const isRefusal = <Code extends ErrorCode>(
  refusal: Refusal,
  code: Code,
): refusal is Refusal<Code> => refusal.code === code;

/** An error of any kind in one line. */
export function inOneLine(error: unknown): string {
  const refusal = refusalIn(error);
  if (refusal) {
    const { code, procedure, details } = refusal;
    return `${code} ${JSON.stringify(details)} from ${procedure}`;
  }
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
