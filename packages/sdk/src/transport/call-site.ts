import { failureOf } from './errors.ts';

/** How many callers an error shows: printed with its details it has to fit on a screen. */
const MAX_FRAMES = 8;

/** Where an application called: an error whose stack begins at the caller of `inner`. */
export function callSite(inner: (...input: never[]) => unknown): Error {
  const at = new Error();
  // Not in every engine; the stack then begins in this package.
  const { captureStackTrace } = Error as { captureStackTrace?(at: Error, inner: unknown): void };
  captureStackTrace?.(at, inner);
  return at;
}

/**
 * Gives the error of a call the stack of its call site. It was made when the answer came, where no stack
 * leads to the application. Returns other errors as they are.
 */
export function fromCallSite(error: unknown, { stack = '' }: Error): unknown {
  if (!failureOf(error)) return error;
  const { name, message } = error as Error;
  const [head = '', ...frames] = stack.split('\n');
  // Only V8 begins a stack with the error itself.
  const lines = /^Error:? ?$/.test(head) ? [`${name}: ${message}`] : [head];
  (error as Error).stack = [...lines, ...frames.slice(0, MAX_FRAMES)].join('\n');
  return error;
}
