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
  /** Made once, outside of components. */
  client: FrontrowClient;
  children?: ReactNode;
}

/** Gives the hooks their client. Uses the QueryClient that there is, or brings one. */
export function FrontrowProvider({ client, children }: FrontrowProviderProps): ReactElement {
  const given = useContext(QueryClientContext);
  const [own] = useState(() => new QueryClient());
  const inner = createElement(FrontrowContext.Provider, { value: client }, children);
  return given ? inner : createElement(QueryClientProvider, { client: own }, inner);
}

/** The client of the FrontrowProvider around. */
export function useFrontrow(): FrontrowClient {
  const client = useContext(FrontrowContext);
  if (client === null) throw new Error('there is no <FrontrowProvider client={…}> around');
  return client;
}
