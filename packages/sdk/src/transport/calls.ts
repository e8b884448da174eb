import type { AppRouter } from '@frontrow/api/root';
import type { TRPCUntypedClient } from '@trpc/client';
import type { CallOptions, FrontrowApi, InLineApi, PageInput } from '../api.ts';
import { rejectOnAbort } from './abort.ts';

/** The settings of one call, read by the links. */
export interface CallContext {
  /** Sent instead of the transport's own queue token. */
  queueToken?: string | undefined;
  /** Milliseconds for which this call is retried, instead of the client's default. */
  retryFor?: number | undefined;
}

interface Page {
  items: unknown[];
  nextCursor: string | null;
}

/** All procedures by their names. An aborted call rejects with the reason of its signal. */
export function createCalls(client: TRPCUntypedClient<AppRouter>): InLineApi {
  const call =
    (kind: 'query' | 'mutation', path: string) =>
    async (input: unknown, { signal, ...context }: CallOptions & CallContext = {}) => {
      signal?.throwIfAborted();
      return rejectOnAbort(client[kind](path, input, { signal, context: { ...context } }), signal);
    };
  const all = async function* (path: string, input: object | undefined, options?: CallOptions) {
    let page: Page;
    let { cursor } = { ...input } as Partial<PageInput>;
    do {
      page = (await call('query', path)({ limit: 100, ...input, cursor }, options)) as Page;
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor);
  };
  const namespace = (name: string) =>
    new Proxy(
      {},
      {
        get(_, procedure) {
          // `await client.concert` asks for `then`, which must not look like a procedure.
          if (typeof procedure !== 'string' || procedure === 'then') return undefined;
          const path = `${name}.${procedure}`;
          return {
            query: call('query', path),
            mutate: call('mutation', path),
            all: (input?: object, options?: CallOptions) => all(path, input, options),
          };
        },
      },
    );
  const namespaces: Record<keyof FrontrowApi, object> = {
    session: namespace('session'),
    queue: namespace('queue'),
    concert: namespace('concert'),
    reservation: namespace('reservation'),
    balance: namespace('balance'),
    payment: namespace('payment'),
    admin: namespace('admin'),
  };
  return namespaces as unknown as InLineApi;
}
