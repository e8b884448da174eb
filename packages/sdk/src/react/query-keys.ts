import { randomKey } from '../retry/random-key.ts';

const ids = new WeakMap<object, string>();

/** Keys of what belongs to a client or session; random, so that nothing of another page load fits. */
export function queryKeyOf(owner: object, ...parts: unknown[]): readonly unknown[] {
  let id = ids.get(owner);
  if (id === undefined) {
    id = randomKey();
    ids.set(owner, id);
  }
  return ['frontrow', id, ...parts];
}

/** The client tries again by itself, and knows better than the device whether there is a network. */
export const QUERY_DEFAULTS = {
  retry: false,
  networkMode: 'always',
  structuralSharing: false,
} as const;

/** What is set rather than fetched: no page that has all its data fetched anew means it. */
export const STATIC_QUERY = { ...QUERY_DEFAULTS, staleTime: 'static' } as const;
