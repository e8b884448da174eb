import type { CallOptions, FrontrowApi, InLineApi, PageInput } from '../api.ts';
import { callSite, fromCallSite } from './call-site.ts';
import type { Call, CallContext } from './send.ts';

interface Page {
  items: unknown[];
  nextCursor: string | null;
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
  const all = async function* (path: string, input: object | undefined, options?: CallOptions) {
    let page: Page;
    let { cursor } = { ...input } as Partial<PageInput>;
    do {
      page = (await caller('query', path)({ limit: 100, ...input, cursor }, options)) as Page;
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
            query: caller('query', path),
            mutate: caller('mutation', path),
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
