/**
 * React hooks over the client, built on TanStack Query. The shared state of components lives in the
 * `QueryClient`, under keys of `query-keys.ts` that belong to a client or session:
 *
 * - `useQueue` (`queue.ts`) joins and waits; its query data is the session.
 * - `useSeatMap` (`seat-map.ts`) refreshes the seat map by changes.
 * - `useHold` (`hold.ts`) holds, releases and pays, one action at a time (`serialize.ts`).
 * - `useBalance` (`balance.ts`) shows and charges the balance.
 * - `ended-passes.ts` remembers which sessions have no pass any more, so that a new visit joins again.
 */
import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query';
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useState,
} from 'react';
import type { FrontrowClient } from '../client.ts';

const FrontrowContext = createContext<FrontrowClient | null>(null);

export interface FrontrowProviderProps {
  /** Create it once, outside of components. */
  client: FrontrowClient;
  children?: ReactNode;
}

/** Provides the client to the hooks. Uses the app's QueryClient if there is one, else creates one. */
export function FrontrowProvider({ client, children }: FrontrowProviderProps): ReactElement {
  const given = useContext(QueryClientContext);
  const [own] = useState(() => new QueryClient());
  const inner = createElement(FrontrowContext.Provider, { value: client }, children);
  return given ? inner : createElement(QueryClientProvider, { client: own }, inner);
}

/** The client of the surrounding FrontrowProvider. Throws if there is none. */
export function useFrontrow(): FrontrowClient {
  const client = useContext(FrontrowContext);
  if (client === null) throw new Error('there is no <FrontrowProvider client={…}> around');
  return client;
}
