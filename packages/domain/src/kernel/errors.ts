import type { ErrorCode, ErrorDetails, InputIssue } from '@frontrow/contract/error-codes';

type Details<Code extends ErrorCode> =
  ErrorDetails<Code> extends Record<string, never> ? [] : [details: ErrorDetails<Code>];

/** A refusal that the contract names. Everything else that is thrown is a fault. */
export class DomainError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly details: Record<string, unknown>;

  constructor(code: Code, ...[details]: Details<Code>) {
    super(code);
    this.name = 'DomainError';
    this.code = code;
    this.details = { ...details };
  }
}

/** Bad input that only the domain can see, with the field that it is about. */
export const validationFailed = (
  path: InputIssue['path'],
  message: string,
): DomainError<'VALIDATION_FAILED'> =>
  new DomainError('VALIDATION_FAILED', { issues: [{ path, message }] });

/** Something outside of us that did not answer; what it said instead is kept for the log. */
export function unavailable(cause: unknown): DomainError<'SERVICE_UNAVAILABLE'> {
  const refusal = new DomainError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 });
  refusal.cause = cause;
  return refusal;
}
