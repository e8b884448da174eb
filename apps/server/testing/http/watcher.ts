import type { AppRouter } from '@frontrow/api/root';
import type { QueueTicket } from '@frontrow/contract/queue';
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import superjson from 'superjson';

export interface Watcher {
  /** All tickets that were received, in order. */
  tickets: QueueTicket[];
  /** The code of the error that ended the stream. */
  error: string | null;
  /** How many connections were opened. */
  opened: number;
  /** Settles with the first ticket for which the predicate holds. Rejects after 30 s. */
  receives(fits: (ticket: QueueTicket) => boolean): Promise<QueueTicket>;
  /** Settles with the code of the error that ends the stream. Rejects after 30 s. */
  ended(): Promise<string>;
  /** Aborts the connection as a broken network does. The client reconnects by itself. */
  cut(): void;
  close(): void;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** Watches a queue entry as a client does: with tRPC's own link, by SSE over fetch, tokens in headers. */
export function watch(url: string, headers: Record<string, string>): Watcher {
  const waiting = new Set<() => void>();
  let connection = new AbortController();
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `${url}/trpc`,
        transformer: superjson,
        EventSource,
        eventSourceOptions: () => ({
          fetch: (input, init) => {
            watcher.opened++;
            connection = new AbortController();
            const signal = AbortSignal.any([
              connection.signal,
              ...(init.signal ? [init.signal] : []),
            ]);
            return fetch(input, { ...init, signal, headers: { ...init.headers, ...headers } });
          },
        }),
      }),
    ],
  });
  const notify = () => {
    for (const check of [...waiting]) check();
  };
  const until = <Found>(what: string, find: () => Found | null | undefined): Promise<Found> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`timed out waiting for ${what}; ${JSON.stringify(watcher)}`)),
        TIMEOUT_MILLISECONDS,
      );
      const check = () => {
        const found = find();
        if (found === null || found === undefined) return;
        clearTimeout(timer);
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  const watcher: Watcher = {
    tickets: [],
    error: null,
    opened: 0,
    receives: (fits) => until(`a ticket that fits ${fits}`, () => watcher.tickets.find(fits)),
    ended: () => until('the end of the stream', () => watcher.error),
    cut: () => connection.abort(new Error('the network is gone')),
    close: () => subscription.unsubscribe(),
  };
  const subscription = client.queue.watch.subscribe(undefined, {
    onData(ticket) {
      watcher.tickets.push(ticket);
      notify();
    },
    onError(error) {
      watcher.error = error.data?.errorCode ?? error.message;
      notify();
    },
  });
  return watcher;
}
