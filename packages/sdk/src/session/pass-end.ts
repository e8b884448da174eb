import { failureOf, isFrontrowError } from '../transport/errors.ts';

/**
 * How a pass ended: it expired; a payment used it up; its user left, or another user signed in; the sale closed
 * while the entry still waited.
 */
export type EndReason = 'EXPIRED' | 'PAID' | 'LEFT' | 'CLOSED';

/** The reason that a refusal gives for the end of an entry; null if the entry has not ended. */
export function endReasonOf(error: unknown): EndReason | null {
  // A purged entry has no reason any more.
  if (isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')) return error.details.reason ?? 'EXPIRED';
  // A join that is refused ends nothing.
  const isJoin = failureOf(error)?.path === 'queue.join';
  return isFrontrowError(error, 'QUEUE_CLOSED') && !isJoin ? 'CLOSED' : null;
}

export type EndListener = (reason: EndReason) => void;

/** Whether a pass has ended, and who wants to be told. */
export interface PassEnd {
  readonly reason: EndReason | null;
  /** Ends the pass, once: the first reason stays. */
  end(reason: EndReason): void;
  /** Calls the listener once, soon if the pass has ended. Returns a function that removes it. */
  onEnd(listener: EndListener): () => void;
}

/**
 * @param watch looks for the end as long as there are listeners, and returns a function that stops it. Without
 *   listeners nothing runs that would keep a process alive
 */
export function createPassEnd(watch: () => () => void): PassEnd {
  let reason: EndReason | null = null;
  let stopWatching = () => {};
  const listeners = new Set<EndListener>();
  /** Later, and each by itself: a listener that throws stops no other. */
  const tell = (ended: EndReason) => {
    for (const listener of listeners) {
      queueMicrotask(() => listeners.delete(listener) && listener(ended));
    }
  };
  return {
    get reason() {
      return reason;
    },
    end(next) {
      if (reason) return;
      reason = next;
      stopWatching();
      tell(next);
    },
    onEnd(given) {
      // The same function can be given twice.
      const listener: EndListener = (ended) => given(ended);
      listeners.add(listener);
      if (reason) tell(reason);
      else if (listeners.size === 1) stopWatching = watch();
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stopWatching();
      };
    },
  };
}
