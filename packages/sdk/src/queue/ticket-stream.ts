import type { QueueTicket } from '../api.ts';
import { readEventStream, type StreamEnd } from '../stream/event-stream.ts';
import type { QueueEntry } from './queue-entry.ts';

export interface TicketListener {
  onTicket(ticket: QueueTicket): void;
  /** Called for every event, pings included. */
  onActivity(): void;
}

/** Reads the tickets of an entry from the server's event stream until the stream ends for any reason. */
export const readTicketStream = (
  entry: QueueEntry,
  { onTicket, onActivity }: TicketListener,
  signal: AbortSignal,
): Promise<StreamEnd> =>
  readEventStream(
    { transport: entry.transport, path: 'queue.watch' },
    { onActivity, onData: (ticket) => onTicket(entry.remember(ticket as QueueTicket)) },
    signal,
  );
