import type { Session } from '../session/session.ts';
import { isFrontrowError } from '../transport/errors.ts';

const spent = new WeakSet<Session>();
/** Nobody knows whether they paid. */
const doubtful = new WeakSet<Session>();

/** Whether the pass of a session was used up or ran out. */
export const hasPassEnded = (session: Session): boolean => spent.has(session);

export const markPassEnded = (session: Session): void => void spent.add(session);

/** Notes whether a payment that failed may have been made all the same: only asking again tells. */
export function recordFailedPayment(session: Session, error: unknown): void {
  if (isFrontrowError(error)) doubtful.delete(session);
  else doubtful.add(session);
}

/**
 * Passes an error on, and notes whether it says that the pass has ended. After a payment whose answer was
 * lost it may say that it was paid, and nobody is to be sent to the line again.
 */
export function rethrowPassEnd(session: Session, error: unknown): never {
  if (isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED') && !doubtful.has(session))
    markPassEnded(session);
  throw error;
}
