import { useCallback, useSyncExternalStore } from 'react';
import type { EndReason } from '../session/pass-end.ts';
import type { Session } from '../session/session.ts';
import { isFrontrowError } from '../transport/errors.ts';

/** Sessions whose last payment may or may not have been made. */
const paymentUnknown = new WeakSet<Session>();

/**
 * Whether a new visit replaces a session, because its pass has ended. Not after a payment whose answer was
 * lost: that payment has then probably used up the pass, and the session finds it.
 */
export const isReplaced = (session: Session): boolean =>
  session.ended !== null && !paymentUnknown.has(session);

/** Records whether a payment may have been made without an answer: so it may, unless the server refused it. */
export function recordFailedPayment(session: Session, error: unknown): void {
  if (isFrontrowError(error)) paymentUnknown.delete(session);
  else paymentUnknown.add(session);
}

/** Records that a payment has an answer. */
export const recordPayment = (session: Session): void => void paymentUnknown.delete(session);

/** How the pass of a session ended; null while it is live. */
export function useEnd(session: Session | null): EndReason | null {
  const subscribe = useCallback(
    (changed: () => void) => session?.onEnd(changed) ?? (() => {}),
    [session],
  );
  const ended = () => session?.ended ?? null;
  return useSyncExternalStore(subscribe, ended, () => null);
}
