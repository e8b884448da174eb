import { createParser } from 'eventsource-parser';
import superjson, { type SuperJSONResult } from 'superjson';
import type { QueueTicket } from '../api.ts';
import { retryAfter } from '../retry/retry-policy.ts';
import { linkedSignal, rejectOnAbort } from '../transport/abort.ts';
import type { QueueEntry } from './queue-entry.ts';

/** The server says something every 15 seconds; one that is silent for so long is gone. */
const SILENCE_MILLISECONDS = 40_000;

export interface TicketListener {
  ticket(ticket: QueueTicket): void;
  /** The stream is alive, whatever it said. */
  alive(): void;
}

/** How a stream ended. */
export interface StreamEnd {
  /** The server ended it. */
  isOver: boolean;
  /** Milliseconds that the server, or a proxy, asks to be left alone for. */
  retryAfter: number;
}

/**
 * Listens once to the tickets of a place as the server streams them, over `fetch`, since an EventSource
 * sends no headers. Ends when the stream does, for whatever reason.
 */
export async function readTicketStream(
  place: QueueEntry,
  watcher: TicketListener,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const { url, fetch, headers } = place.transport;
  const stream = linkedSignal(signal);
  const ended = { isOver: false, retryAfter: 0 };
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => stream.abort(), SILENCE_MILLISECONDS);
  };
  heard();
  const parser = createParser({
    onEvent({ event, data }) {
      heard();
      watcher.alive();
      ended.isOver ||= event === 'return' || event === 'serialized-error';
      if (event === undefined) {
        watcher.ticket(place.keep(superjson.deserialize(JSON.parse(data) as SuperJSONResult)));
      }
    },
  });
  const open = async () =>
    fetch(`${url}/queue.watch`, {
      headers: { ...(await headers()), accept: 'text/event-stream' },
      signal: stream.signal,
    });
  try {
    const response = await rejectOnAbort(open(), stream.signal);
    ended.retryAfter = retryAfter(response);
    if (!response.ok || !response.body) return ended;
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    while (!ended.isOver) {
      const { done, value } = await rejectOnAbort(reader.read(), stream.signal);
      if (done) break;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } catch {
    // Cut, or no stream of ours: a call tells what is so.
  } finally {
    clearTimeout(silence);
    stream.abort();
    stream.release();
  }
  return ended;
}
