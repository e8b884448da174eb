import type { AppRouter } from '@frontrow/api/root';
import type { QueueTicket } from '@frontrow/contract/queue';
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import superjson from 'superjson';

export interface Watcher {
  /** Every ticket that came, the first one first. */
  tickets: QueueTicket[];
  /** The code of the error that ended it. */
  error: string | null;
  /** How often a connection was opened. */
  opened: number;
  /** Settles with the first ticket that fits. */
  sees(fits: (ticket: QueueTicket) => boolean): Promise<QueueTicket>;
  ended(): Promise<string>;
  /** Cuts the connection, as a network does: the client comes back by itself. */
  cut(): void;
  close(): void;
}

const PATIENCE_MILLISECONDS = 30_000;

/** Watches a place as a client does: tRPC's own link, SSE over fetch, credentials in headers. */
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
  const changed = () => {
    for (const look of [...waiting]) look();
  };
  const until = <Found>(what: string, find: () => Found | null | undefined): Promise<Found> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`in vain: ${what}; ${JSON.stringify(watcher)}`)),
        PATIENCE_MILLISECONDS,
      );
      const look = () => {
        const found = find();
        if (found === null || found === undefined) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const watcher: Watcher = {
    tickets: [],
    error: null,
    opened: 0,
    sees: (fits) => until(`a ticket with ${fits}`, () => watcher.tickets.find(fits)),
    ended: () => until('the end', () => watcher.error),
    cut: () => connection.abort(new Error('the network is gone')),
    close: () => subscription.unsubscribe(),
  };
  const subscription = client.queue.watch.subscribe(undefined, {
    onData(ticket) {
      watcher.tickets.push(ticket);
      changed();
    },
    onError(error) {
      watcher.error = error.data?.errorCode ?? error.message;
      changed();
    },
  });
  return watcher;
}
