/** Sends answers together that are ready in the same turn of the event loop. */
export interface Outbox {
  /** @param send must not fail */
  add(send: () => void): void;
}

/**
 * Sends at the end of the turn. A write to a socket wakes the process that waits for it, which took longer than all the
 * rest of a short answer while each was written by itself: measured with 64 connections, 38 microseconds a write, and 6
 * where the writes of a turn follow one another.
 */
export function createOutbox(): Outbox {
  let waiting: (() => void)[] = [];
  const sendAll = () => {
    const all = waiting;
    waiting = [];
    for (const send of all) send();
  };
  return {
    add(send) {
      if (waiting.length === 0) setImmediate(sendAll);
      waiting.push(send);
    },
  };
}
