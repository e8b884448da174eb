/**
 * React hooks over the client, built on TanStack Query. The shared state of components lives in the
 * `QueryClient`, under keys of `query-keys.ts` that belong to a user or session. When another user signs in, the
 * hooks start anew:
 *
 * - `useQueue` (`queue.ts`) joins and waits; its query data is the session.
 * - `useSeatMap` and `usePlace` (`seat-map/`) show the chart and which seats are available. Its store is no query data:
 *   a change of one seat renders one component.
 * - `useHold` (`hold/`) holds, releases and pays, one action at a time (`serialize.ts`).
 * - `useBalance` (`balance.ts`) shows and charges the balance, `useTopUp` (`top-up.ts`) follows one top-up.
 * - `useConcerts`, `useConcert`, `useDates`, `useReservations` and `useTickets` (`lists/`) read what a page around the
 *   sale shows.
 * - `ended-passes.ts` tells which sessions a new visit replaces, because their pass has ended.
 */
import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query';
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useState,
  useSyncExternalStore,
} from 'react';
import type { FrontrowClient } from '../client.ts';
import { identityOf } from '../transport/identity.ts';

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

/**
 * The client of the surrounding FrontrowProvider. Renders again when another user has signed in. Throws if there
 * is no provider.
 */
export function useFrontrow(): FrontrowClient {
  const client = useContext(FrontrowContext);
  if (client === null) throw new Error('there is no <FrontrowProvider client={…}> around');
  useUser(client);
  return client;
}

const subscribeToNothing = () => () => {};

/** An object that changes with the user. */
export function useUser(client: FrontrowClient): object {
  const identity = identityOf(client);
  const user = () => identity?.user ?? client;
  return useSyncExternalStore(identity?.subscribe ?? subscribeToNothing, user, user);
}
