import { failureOf } from './errors.ts';

/** How many callers an error shows at most. */
const MAX_FRAMES = 8;
/** Lines of a printed error: beside callers and details there are its message, code, request id and braces. */
const MAX_LINES = 14;
const OTHER_LINES = 4;

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
  const { name, message, details } = error as Error & { details?: object };
  const printed = JSON.stringify(details ?? {}, null, 1).split('\n').length;
  const room = Math.max(1, Math.min(MAX_FRAMES, MAX_LINES - OTHER_LINES - printed));
  const [head = '', ...frames] = stack.split('\n');
  // Only V8 begins a stack with the error itself.
  const lines = /^Error:? ?$/.test(head) ? [`${name}: ${message}`] : [head];
  (error as Error).stack = [...lines, ...frames.slice(0, room)].join('\n');
  return error;
}

/** Changes methods so that the errors of calls that they reject with have the stack of the methods' callers. */
export function fromCallers<Methods extends object>(methods: Methods): Methods {
  const descriptors: Record<string, PropertyDescriptor> = Object.getOwnPropertyDescriptors(methods);
  for (const [name, { value: method }] of Object.entries(descriptors)) {
    if (typeof method !== 'function') continue;
    const value = (...input: unknown[]): unknown => {
      const at = callSite(value);
      const result: unknown = method(...input);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => {
        throw fromCallSite(error, at);
      });
    };
    Object.defineProperty(methods, name, { value });
  }
  return methods;
}
