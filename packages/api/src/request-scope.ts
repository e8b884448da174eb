import { AsyncLocalStorage } from 'node:async_hooks';
import type { Bearer } from './access/auth.ts';
import type { CallReport } from './context.ts';

export interface RequestScope {
  requestId: string;
  /** The finished calls of the request, for its line in the log. */
  calls: CallReport[];
  /** The bearer token as it was verified to count the request; absent if the request has none. */
  bearer?: Promise<Bearer>;
  /** The user by whom the request is counted; absent if there is none. */
  user?: string;
  /** Takes the request out of those in flight, because its answer is a stream. */
  onStream?: () => void;
}

/**
 * Data of the current request. This is not part of the tRPC context, since errors that occur before the
 * context exists carry the request's id too.
 */
export const requestScope = new AsyncLocalStorage<RequestScope>();
