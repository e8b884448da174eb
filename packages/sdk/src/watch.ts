import type { TicketView } from '@frontrow/contract/queue';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import superjson, { type SuperJSONResult } from 'superjson';
import type { Wire } from './wire.ts';

/** The server says something every 15 seconds; one that is silent for so long is gone. */
const SILENCE_MILLISECONDS = 40_000;

/**
 * The tickets of a place as the server streams them, over `fetch`, since an EventSource sends no
 * headers. Ends when the stream does, for whatever reason; who reads it looks by a call what is so.
 */
export async function* watchTickets(
  { url, fetch, headers }: Wire,
  signal: AbortSignal,
): AsyncGenerator<TicketView> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MILLISECONDS);
  try {
    const response = await fetch(`${url}/queue.watch`, {
      headers: { ...(await headers()), accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || !response.body) return;
    const events = response.body
      .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
      .pipeThrough(new EventSourceParserStream());
    const reader = events.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        clearTimeout(timer);
        if (done || value.event === 'return' || value.event === 'serialized-error') return;
        timer = setTimeout(() => silence.abort(), SILENCE_MILLISECONDS);
        if (value.event === undefined) {
          yield superjson.deserialize<TicketView>(JSON.parse(value.data) as SuperJSONResult);
        }
      }
    } finally {
      // It may be broken already.
      reader.cancel().catch(() => {});
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyntaxError) throw error;
  } finally {
    clearTimeout(timer);
  }
}
