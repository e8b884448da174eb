import type { AppRouter } from '@frontrow/api/root';
import type { TRPCUntypedClient } from '@trpc/client';
import type { CallOptions, FrontrowApi, InLineApi } from '../api.ts';
import { rejectOnAbort } from './abort.ts';

/** What a call carries on its way through the links. */
export interface CallContext {
  /** Instead of that of the place whose call it is. */
  queueToken?: string | undefined;
  /** Milliseconds for which it is tried again, instead of the usual ones. */
  patience?: number | undefined;
}

/** The procedures by their names; an aborted call rejects with the reason that was given for that. */
export function createCalls(client: TRPCUntypedClient<AppRouter>): InLineApi {
  const verb =
    (kind: 'query' | 'mutation', path: string) =>
    async (input: unknown, { signal, ...context }: CallOptions & CallContext = {}) => {
      signal?.throwIfAborted();
      return rejectOnAbort(client[kind](path, input, { signal, context: { ...context } }), signal);
    };
  const namespace = (name: string) =>
    new Proxy(
      {},
      {
        get(_, procedure) {
          // Whoever awaits it by mistake asks for a `then`.
          if (typeof procedure !== 'string' || procedure === 'then') return undefined;
          const path = `${name}.${procedure}`;
          return { query: verb('query', path), mutate: verb('mutation', path) };
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
