import type { QueueTicket } from '../api.ts';
import { comesBackAfter } from '../retry/retry-policy.ts';
import type { Place } from './queue-entry.ts';
import { Lookout } from './ticket-follower.ts';
import { type Watcher, watchTickets } from './ticket-stream.ts';

/**
 * Each ticket of a place that differs from the one before, up to the one that lets through, whose pass
 * has been claimed by then. However long the network is away, it goes on with the same place.
 */
export async function* tickets(
  place: Place,
  signal: AbortSignal | undefined,
): AsyncGenerator<QueueTicket> {
  let last = await place.take(signal);
  const sources = {
    watch: (watcher: Watcher, until: AbortSignal) => watchTickets(place, watcher, until),
    look: (until: AbortSignal) => lookOnce(place, until),
  };
  const lookout = new Lookout(last, sources, signal);
  try {
    if (last.status !== 'ACTIVE') yield last;
    for (let isOver = false; !isOver; ) {
      const ticket = await lookout.next();
      isOver = ticket.status === 'ACTIVE';
      const isNews = isOver || differs(ticket, last);
      last = ticket;
      if (isNews) yield ticket;
    }
  } finally {
    lookout.close();
  }
}

/** A number where it is not known: the network or the server is away, or has too much to do. */
async function lookOnce(place: Place, signal: AbortSignal): Promise<QueueTicket | number> {
  try {
    return await place.look(signal, { patience: 0 });
  } catch (error) {
    signal.throwIfAborted();
    const wait = comesBackAfter(error);
    if (wait === null) throw error;
    return wait;
  }
}

const differs = (one: QueueTicket, other: QueueTicket): boolean =>
  one.status !== other.status ||
  one.position !== other.position ||
  one.estimatedWaitSeconds !== other.estimatedWaitSeconds;
