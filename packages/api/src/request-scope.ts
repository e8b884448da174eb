import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallReport } from './context.ts';

export interface RequestScope {
  requestId: string;
  /** The calls of the request that are done, for its line in the log. */
  calls: CallReport[];
}

/**
 * What belongs to the request under way. A scope rather than the tRPC context, since errors that
 * come before there is a context carry the request's id too.
 */
export const requestScope = new AsyncLocalStorage<RequestScope>();
