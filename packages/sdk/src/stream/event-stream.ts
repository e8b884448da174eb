import { createParser } from 'eventsource-parser';
import { retryAfterOf } from '../retry/retry-policy.ts';
import { linkedSignal, rejectOnAbort } from '../transport/abort.ts';
import { failureOf, type RefusalShape, refusalError } from '../transport/errors.ts';
import type { Wire } from '../transport/send.ts';
import { deserialize, type Envelope, serialize } from '../transport/wire-format.ts';

/** The server sends a ping every 15 seconds; a connection that is silent for this long is dead. */
const SILENCE_MILLISECONDS = 40_000;

export interface Subscription {
  transport: Wire;
  /** As in the API: `queue.watch`. */
  path: string;
  input?: object;
}

export interface StreamListener {
  /** What the procedure yields. */
  onData(data: unknown): void;
  /** Called for every event, pings included. */
  onActivity(): void;
}

/** How a stream ended. */
export interface StreamEnd {
  /** True if the server ended it; false if the connection broke or never was a stream. */
  endedByServer: boolean;
  /** Milliseconds to wait before the next connection, as the server or a proxy asks. */
  retryAfter: number;
  /** The error that the server ended it with. */
  error?: unknown;
}

/**
 * Reads a subscription from the server's event stream until the stream ends for any reason. Uses `fetch`, because an
 * `EventSource` cannot send headers.
 */
export async function readEventStream(
  { transport: { url, fetch, headers }, path, input }: Subscription,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const stream = linkedSignal(signal);
  const end: StreamEnd = { endedByServer: false, retryAfter: 0 };
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;
  const restartSilenceTimer = () => {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => stream.abort(), SILENCE_MILLISECONDS);
  };
  restartSilenceTimer();
  const parser = createParser({
    onEvent({ event, data }) {
      restartSilenceTimer();
      listener.onActivity();
      const read = () => deserialize(JSON.parse(data) as Envelope);
      end.endedByServer ||= event === 'return' || event === 'serialized-error';
      if (event === 'serialized-error') {
        end.error = refusalError(read() as RefusalShape);
        end.retryAfter = failureOf(end.error)?.retryAfter ?? 0;
      }
      if (event === undefined) listener.onData(read());
    },
  });
  const query = input ? `?input=${encodeURIComponent(JSON.stringify(serialize(input)))}` : '';
  const open = async () =>
    fetch(`${url}/${path}${query}`, {
      headers: { ...(await headers()), accept: 'text/event-stream' },
      signal: stream.signal,
    });
  try {
    const response = await rejectOnAbort(open(), stream.signal);
    end.retryAfter = retryAfterOf(response);
    if (!response.ok || !response.body) return end;
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    while (!end.endedByServer) {
      const { done, value } = await rejectOnAbort(reader.read(), stream.signal);
      if (done) break;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } catch {
    // The connection broke, or something else answered. The next poll finds out how things stand.
  } finally {
    clearTimeout(silenceTimer);
    stream.abort();
    stream.release();
  }
  return end;
}
