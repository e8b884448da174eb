import type { Session } from '../session/session.ts';
import { isFrontrowError } from '../transport/errors.ts';

const ended = new WeakSet<Session>();
/** Sessions whose last payment may or may not have been made. */
const paymentUnknown = new WeakSet<Session>();

/** Whether the pass of a session was used up or has expired. */
export const hasPassEnded = (session: Session): boolean => ended.has(session);

export const markPassEnded = (session: Session): void => void ended.add(session);

/** Records whether a failed payment may have been made: so it may, unless the server refused it. */
export function recordFailedPayment(session: Session, error: unknown): void {
  if (isFrontrowError(error)) paymentUnknown.delete(session);
  else paymentUnknown.add(session);
}

/**
 * Rethrows an error, and records if it says that the pass has ended. Not after a payment whose answer was
 * lost: the pass has then probably been used up by it, and the user must not be sent to the queue again.
 */
export function rethrowPassEnd(session: Session, error: unknown): never {
  if (isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED') && !paymentUnknown.has(session)) {
    markPassEnded(session);
  }
  throw error;
}
