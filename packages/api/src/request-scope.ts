import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallReport } from './context.ts';

export interface RequestScope {
  requestId: string;
  /** The finished calls of the request, for its line in the log. */
  calls: CallReport[];
}

/**
 * Data of the current request. This is not part of the tRPC context, since errors that occur before the
 * context exists carry the request's id too.
 */
export const requestScope = new AsyncLocalStorage<RequestScope>();
