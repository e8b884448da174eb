import { randomKey } from '../retry/random-key.ts';
import { identityOf } from '../transport/identity.ts';

const ids = new WeakMap<object, string>();

/**
 * The query key of data that belongs to a client or session. It contains a random id of the owner, so that
 * data persisted by an earlier page load never matches. What belongs to a client belongs to its user: after a
 * change of user the key is another one.
 */
export function queryKeyOf(client: object, ...parts: unknown[]): readonly unknown[] {
  const owner = identityOf(client)?.user ?? client;
  let id = ids.get(owner);
  if (id === undefined) {
    id = randomKey();
    ids.set(owner, id);
  }
  return ['frontrow', id, ...parts];
}

/** The client retries by itself. `always`: browsers report wrongly at times that they are offline. */
export const QUERY_DEFAULTS = {
  retry: false,
  networkMode: 'always',
  structuralSharing: false,
} as const;

/** For data that the hooks set themselves: `invalidateQueries()` of the app must not refetch it. */
export const STATIC_QUERY = { ...QUERY_DEFAULTS, staleTime: 'static' } as const;
