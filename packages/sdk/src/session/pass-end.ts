import { failureOf, isFrontrowError } from '../transport/errors.ts';

/**
 * How a pass ended: it expired; a payment used it up; its user left, or another user signed in; the sale closed
 * while the entry still waited.
 */
export type EndReason = 'EXPIRED' | 'PAID' | 'LEFT' | 'CLOSED';

/** How a pass ended, and when as far as it is known. */
export interface Ended {
  reason: EndReason;
  endedAt: Date | null;
}

/** The end of an entry as a refusal tells it, and when its turn had come; null if the entry has not ended. */
export function endOf(error: unknown): (Ended & { admittedAt: Date | null }) | null {
  if (isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')) {
    // A purged entry has no reason any more, and a server of an earlier version tells no times.
    const { reason, admittedAt = null, endedAt = null } = error.details;
    return { reason: reason ?? 'EXPIRED', admittedAt, endedAt };
  }
  // A join that is refused ends nothing.
  const isJoin = failureOf(error)?.path === 'queue.join';
  const isClosed = isFrontrowError(error, 'QUEUE_CLOSED') && !isJoin;
  return isClosed ? { reason: 'CLOSED', admittedAt: null, endedAt: null } : null;
}

export type EndListener = (reason: EndReason) => void;

/** Whether a pass has ended, and who wants to be told. */
export interface PassEnd {
  readonly ended: Ended | null;
  /** Ends the pass, once: the first end stays. */
  end(ended: Ended): void;
  /** Calls the listener once, soon if the pass has ended. Returns a function that removes it. */
  onEnd(listener: EndListener): () => void;
}

/**
 * @param watch looks for the end as long as there are listeners, and returns a function that stops it. Without
 *   listeners nothing runs that would keep a process alive
 */
export function createPassEnd(watch: () => () => void): PassEnd {
  let ended: Ended | null = null;
  let stopWatching = () => {};
  const listeners = new Set<EndListener>();
  /** Later, and each by itself: a listener that throws stops no other. */
  const tell = ({ reason }: Ended) => {
    for (const listener of listeners) {
      queueMicrotask(() => listeners.delete(listener) && listener(reason));
    }
  };
  return {
    get ended() {
      return ended;
    },
    end(next) {
      if (ended) return;
      ended = next;
      stopWatching();
      tell(next);
    },
    onEnd(given) {
      // The same function can be given twice.
      const listener: EndListener = (reason) => given(reason);
      listeners.add(listener);
      if (ended) tell(ended);
      else if (listeners.size === 1) stopWatching = watch();
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stopWatching();
      };
    },
  };
}
