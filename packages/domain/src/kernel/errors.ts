import type { ErrorCode, ErrorDetails, InputIssue, Outcome } from '@frontrow/contract/error-codes';

type Details<Code extends ErrorCode> =
  ErrorDetails<Code> extends Record<string, never> ? [] : [details: ErrorDetails<Code>];

/** A refusal with an error code of the contract. Any other error that is thrown is a fault. */
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

/** A refusal of input that the schema accepts and the domain does not, with the path of the field. */
export const validationFailed = (
  path: InputIssue['path'],
  message: string,
): DomainError<'VALIDATION_FAILED'> =>
  new DomainError('VALIDATION_FAILED', { issues: [{ path, message }] });

/**
 * A refusal because something outside this process did not answer.
 *
 * @param cause what did not answer; kept for the log
 * @param outcome `NOT_DONE` only if the call was not carried out and never will be; otherwise `UNKNOWN`
 */
export function unavailable(cause: unknown, outcome: Outcome): DomainError<'SERVICE_UNAVAILABLE'> {
  const refusal = new DomainError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1, outcome });
  refusal.cause = cause;
  return refusal;
}
