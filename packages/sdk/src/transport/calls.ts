import type { CallOptions, FrontrowApi, InLineApi } from '../api.ts';
import { callSite, fromCallSite } from './call-site.ts';
import type { Call } from './send.ts';

/** The settings of one call. */
export interface CallContext {
  /** Sent instead of the transport's own queue token. */
  queueToken?: string | undefined;
  /** Milliseconds for which this call is retried, instead of the client's default. */
  retryFor?: number | undefined;
}

/** Makes a call; rejects with the reason of its signal as soon as that aborts. */
export type MakeCall = (call: Call, signal: AbortSignal | undefined) => Promise<unknown>;

/** All procedures by their names. */
export function createCalls(makeCall: MakeCall): InLineApi {
  const caller = (type: Call['type'], path: string) =>
    async function call(
      input: unknown,
      { signal, ...context }: CallOptions & CallContext = {},
    ): Promise<unknown> {
      const at = callSite(call);
      signal?.throwIfAborted();
      try {
        return await makeCall({ type, path, input, context }, signal);
      } catch (error) {
        throw fromCallSite(error, at);
      }
    };
  const namespace = (name: string) =>
    new Proxy(
      {},
      {
        get(_, procedure) {
          // `await client.concert` asks for `then`, which must not look like a procedure.
          if (typeof procedure !== 'string' || procedure === 'then') return undefined;
          const path = `${name}.${procedure}`;
          return { query: caller('query', path), mutate: caller('mutation', path) };
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
