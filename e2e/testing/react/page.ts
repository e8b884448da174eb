import type { FrontrowClient } from '@frontrow/sdk';
import {
  FrontrowProvider,
  type UseBalance,
  type UseHold,
  type UseQueue,
  type UseSeatMap,
  useBalance,
  useHold,
  useQueue,
  useSeatMap,
} from '@frontrow/sdk/react';
import { environmentManager, type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type RenderHookResult, renderHook, waitFor } from '@testing-library/react';
import { createElement, type ReactNode, StrictMode } from 'react';
import { expect } from 'vitest';
import { WAIT } from '../waiting/wait-options.ts';
import './async-timeout.ts';

// A test file without a page may have loaded this module before, in the same process.
environmentManager.setIsServer(() => false);

/** Renders a hook inside the provider and StrictMode, which mounts everything twice. */
export const renderInApp = <Result>(
  client: FrontrowClient,
  hook: () => Result,
  queries?: QueryClient,
): RenderHookResult<Result, unknown> =>
  renderHook(hook, {
    wrapper({ children }: { children: ReactNode }) {
      const page = createElement(FrontrowProvider, { client }, children);
      const app = queries && createElement(QueryClientProvider, { client: queries }, page);
      return createElement(StrictMode, null, app ?? page);
    },
  });

/** A page that uses all hooks for one concert. */
export interface Page {
  queue: UseQueue;
  map: UseSeatMap;
  seats: UseHold;
  wallet: UseBalance;
}

export function usePage(concertId: string): Page {
  const queue = useQueue(concertId);
  const map = useSeatMap(queue.session);
  return { queue, map, seats: useHold(queue.session), wallet: useBalance() };
}

export interface OpenPage {
  /** The page as it is rendered now. */
  now(): Page;
  close(): void;
}

/** Opens the page of a concert and waits until it shows the seats. */
export async function openPage(
  client: FrontrowClient,
  concertId: string,
  queries?: QueryClient,
): Promise<OpenPage> {
  const { result, unmount } = renderInApp(client, () => usePage(concertId), queries);
  await waitFor(() => expect(result.current.map.seats).not.toEqual([]), WAIT);
  return { now: () => result.current, close: unmount };
}
