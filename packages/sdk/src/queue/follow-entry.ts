import type { QueueTicket } from '../api.ts';
import { pollOnce } from '../stream/follower.ts';
import { callSite, fromCallSite } from '../transport/call-site.ts';
import type { QueueEntry } from './queue-entry.ts';
import { TicketFollower } from './ticket-follower.ts';
import { readTicketStream, type TicketListener } from './ticket-stream.ts';

/**
 * Joins or resumes an entry and yields its ticket at each change of what its user is told. Ends after the ACTIVE
 * ticket, whose pass is claimed by then. A network failure does not end it: it continues with the same entry.
 */
export async function* followEntry(
  entry: QueueEntry,
  signal: AbortSignal | undefined,
): AsyncGenerator<QueueTicket> {
  const at = callSite(followEntry);
  let last = await entry.joinOrResume(signal);
  if (entry.isClaimed) {
    yield last;
    return;
  }
  const sources = {
    stream: (listener: TicketListener, until: AbortSignal) =>
      readTicketStream(entry, listener, until),
    poll: (until: AbortSignal) => pollOnce(entry.fetchTicket(until, { retryFor: 0 }), until),
  };
  const follower = new TicketFollower(last, sources, signal);
  try {
    if (last.status !== 'ACTIVE') yield last;
    for (let isAdmitted = false; !isAdmitted; ) {
      const ticket = await follower.next();
      isAdmitted = ticket.status === 'ACTIVE';
      const hasChanged = isAdmitted || differs(ticket, last);
      last = ticket;
      if (hasChanged) yield ticket;
    }
  } catch (error) {
    // The polls run by themselves.
    throw fromCallSite(error, at);
  } finally {
    follower.close();
  }
}

const WATCHED = [
  'status',
  'position',
  'estimatedWaitSeconds',
  'waiting',
  'availability',
  'paused',
  'message',
] as const;

const differs = (one: QueueTicket, other: QueueTicket): boolean =>
  WATCHED.some((field) => one[field] !== other[field]);
