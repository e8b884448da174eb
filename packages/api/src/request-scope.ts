import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestScope {
  requestId: string;
}

/**
 * What belongs to the request under way. A scope rather than the tRPC context, since errors that
 * come before there is a context carry the request's id too.
 */
export const requestScope = new AsyncLocalStorage<RequestScope>();
