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

/** What the client knows of a failed call and its error does not show. */
export interface Failure {
  /** Milliseconds to wait before another try, as the server or a proxy asks. */
  retryAfter: number;
  /** No answer of the API came, and another try may bring one. */
  isOutage?: boolean;
  /** The procedure, such as `queue.join`. */
  path?: string;
}

const failures = new WeakMap<object, Failure>();

/** Undefined for errors that are not the result of a call. */
export const failureOf = (error: unknown): Failure | undefined => failures.get(Object(error));

/** Marks an error as the result of a call. */
export function callError<E extends Error>(error: E, failure: Failure): E {
  failures.set(error, failure);
  return error;
}

/** The parts of a refusal that the server sends. */
export interface RefusalShape {
  message: string;
  data: { errorCode: ErrorCode; details: object; requestId: string; path?: string };
}

export function refusalError({ message, data }: RefusalShape, retryAfter = 0): Error {
  const { errorCode, details, requestId, path = '' } = data;
  const { retryAfterSeconds } = details as { retryAfterSeconds?: number };
  const error = Object.assign(withName(new Error(message), NAME), {
    errorCode,
    details,
    requestId,
  });
  return callError(error, {
    path,
    retryAfter: retryAfterSeconds ? retryAfterSeconds * 1000 : retryAfter,
  });
}

/** Not enumerable, like every error's name: it would be printed twice. */
export const withName = <E extends Error>(error: E, value: string): E =>
  Object.defineProperty(error, 'name', { value, configurable: true, writable: true });
