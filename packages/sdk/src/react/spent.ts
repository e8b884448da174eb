import { isFrontrowError } from '../errors.ts';
import type { Session } from '../session.ts';

const spent = new WeakSet<Session>();

/** Whether the pass of a session was used up or ran out. */
export const isSpent = (session: Session): boolean => spent.has(session);

export const spend = (session: Session): void => void spent.add(session);

/** Passes an error on, and notes whether it says that the pass has ended. */
export function noteEnd(session: Session, error: unknown): never {
  if (isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')) spend(session);
  throw error;
}
