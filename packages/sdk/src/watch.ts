import { createParser } from 'eventsource-parser';
import superjson, { type SuperJSONResult } from 'superjson';
import type { Ticket } from './api.ts';
import { follow } from './follow.ts';
import type { Wire } from './wire.ts';

/** The server says something every 15 seconds; one that is silent for so long is gone. */
const SILENCE_MILLISECONDS = 40_000;

export interface Watcher {
  ticket(ticket: Ticket): void;
  /** The stream is alive, whatever it said. */
  alive(): void;
}

/**
 * Listens once to the tickets of a place as the server streams them, over `fetch`, since an EventSource
 * sends no headers. Ends when the stream does, for whatever reason; true where the server ended it.
 */
export async function watchTickets(
  { url, fetch, headers }: Wire,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<boolean> {
  const stream = follow(signal);
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => stream.abort(), SILENCE_MILLISECONDS);
  };
  heard();
  let isOver = false;
  const parser = createParser({
    onEvent({ event, data }) {
      heard();
      watcher.alive();
      isOver ||= event === 'return' || event === 'serialized-error';
      if (event === undefined) {
        watcher.ticket(superjson.deserialize(JSON.parse(data) as SuperJSONResult));
      }
    },
  });
  try {
    const response = await fetch(`${url}/queue.watch`, {
      headers: { ...(await headers()), accept: 'text/event-stream' },
      signal: stream.signal,
    });
    if (!response.ok || !response.body) return false;
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    while (!isOver) {
      const { done, value } = await reader.read();
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
  return isOver;
}
