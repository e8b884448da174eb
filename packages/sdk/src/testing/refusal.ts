import type { ErrorCode, ErrorDetailsByCode } from '../api.ts';

/** The details are an argument only for codes that have some. */
export type RefusalDetails<Code extends ErrorCode> = Code extends keyof ErrorDetailsByCode
  ? [details: ErrorDetailsByCode[Code]]
  : [];

/** An answer that refuses the call. Made by `refusal`. */
export interface FakeRefusal extends Error {
  readonly errorCode: ErrorCode;
  readonly details: object;
}

class RefusalError extends Error implements FakeRefusal {
  readonly errorCode: ErrorCode;
  readonly details: object;

  constructor(errorCode: ErrorCode, details: object) {
    super(errorCode);
    this.errorCode = errorCode;
    this.details = details;
  }
}

/** An answer that refuses a call: `api.once('payment.pay', refusal('HOLD_EXPIRED'))`. Can also be thrown. */
export const refusal = <Code extends ErrorCode>(
  code: Code,
  ...[details]: RefusalDetails<Code>
): FakeRefusal => new RefusalError(code, details ?? {});

export const isRefusal = (value: unknown): value is FakeRefusal => value instanceof RefusalError;

/** A refusal with details that the caller has made. */
export const refusalWith = (code: ErrorCode, details: object): FakeRefusal =>
  new RefusalError(code, details);
