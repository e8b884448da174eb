import type { AvailabilityView } from '@frontrow/contract/chart';
import superjson from 'superjson';

export interface SeatWatcher {
  /** All events with data, in order. */
  views: AvailabilityView[];
  /** The letters as all events together make them. */
  letters(): string;
  /** The code of the error that ended the stream. */
  error: string | null;
  /** The response has ended, with or without an error. */
  ended: boolean;
  /** Settles once the condition holds; it is checked at each event. Rejects after 30 s. */
  until(what: string, holds: () => boolean): Promise<void>;
  close(): void;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** Follows `concert.watchAvailability` on one connection, without a client that would reconnect by itself. */
export function watchSeats(
  url: string,
  headers: Record<string, string>,
  input: { performanceId: string; sinceVersion?: number },
): SeatWatcher {
  const waiting = new Set<() => void>();
  const connection = new AbortController();
  const letters: string[] = [];
  const take = (view: AvailabilityView) => {
    watcher.views.push(view);
    if (view.places !== undefined) letters.splice(0, letters.length, ...view.places);
    for (const [place, letter] of view.changed ?? []) letters[place] = letter;
  };
  const onEvent = (text: string) => {
    const data = /^data: (.*)$/m.exec(text)?.[1] ?? '';
    const name = /^event: (.*)$/m.exec(text)?.[1] ?? 'message';
    if (name === 'message' && data !== '') take(superjson.parse(data));
    if (name === 'serialized-error') {
      watcher.error = superjson.parse<{ data: { errorCode: string } }>(data).data.errorCode;
    }
    for (const check of [...waiting]) check();
  };
  const read = async () => {
    const search = encodeURIComponent(superjson.stringify(input));
    const response = await fetch(`${url}/trpc/concert.watchAvailability?input=${search}`, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: connection.signal,
    });
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n\n');
      text = events.pop() ?? '';
      events.forEach(onEvent);
    }
  };
  const watcher: SeatWatcher = {
    views: [],
    letters: () => letters.join(''),
    error: null,
    ended: false,
    until: (what, holds) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`timed out waiting for ${what}; ${JSON.stringify(watcher)}`)),
          TIMEOUT_MILLISECONDS,
        );
        const check = () => {
          if (!holds()) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => connection.abort(),
  };
  read()
    .catch(() => {})
    .finally(() => {
      watcher.ended = true;
      for (const check of [...waiting]) check();
    });
  return watcher;
}
