import type { QueueTicket } from '../api.ts';
import { pollDelayAfter } from '../retry/retry-policy.ts';
import type { QueueEntry } from './queue-entry.ts';
import { TicketFollower } from './ticket-follower.ts';
import { readTicketStream, type TicketListener } from './ticket-stream.ts';

/**
 * Each ticket of a place that differs from the one before, up to the one that lets through, whose pass
 * has been claimed by then. However long the network is away, it goes on with the same place.
 */
export async function* tickets(
  place: QueueEntry,
  signal: AbortSignal | undefined,
): AsyncGenerator<QueueTicket> {
  let last = await place.take(signal);
  const sources = {
    watch: (watcher: TicketListener, until: AbortSignal) => readTicketStream(place, watcher, until),
    look: (until: AbortSignal) => lookOnce(place, until),
  };
  const follower = new TicketFollower(last, sources, signal);
  try {
    if (last.status !== 'ACTIVE') yield last;
    for (let isOver = false; !isOver; ) {
      const ticket = await follower.next();
      isOver = ticket.status === 'ACTIVE';
      const isNews = isOver || differs(ticket, last);
      last = ticket;
      if (isNews) yield ticket;
    }
  } finally {
    follower.close();
  }
}

/** A number where it is not known: the network or the server is away, or has too much to do. */
async function lookOnce(place: QueueEntry, signal: AbortSignal): Promise<QueueTicket | number> {
  try {
    return await place.look(signal, { patience: 0 });
  } catch (error) {
    signal.throwIfAborted();
    const wait = pollDelayAfter(error);
    if (wait === null) throw error;
    return wait;
  }
}

const differs = (one: QueueTicket, other: QueueTicket): boolean =>
  one.status !== other.status ||
  one.position !== other.position ||
  one.estimatedWaitSeconds !== other.estimatedWaitSeconds;
