import './dom.ts';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type RenderHookResult, renderHook, waitFor } from '@testing-library/react';
import { createElement, type ReactNode, StrictMode } from 'react';
import { expect } from 'vitest';
import type { FrontrowClient } from '../src/index.ts';
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
} from '../src/react.ts';
import { PATIENCE } from './patience.ts';

/** Renders as an app would, in StrictMode, which mounts everything twice. */
export const inApp = <Result>(
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

/** All that a page of a sale has. */
export interface Page {
  queue: UseQueue;
  map: UseSeatMap;
  seats: UseHold;
  wallet: UseBalance;
}

export function usePage(concertId: string): Page {
  const queue = useQueue(concertId);
  const map = useSeatMap(queue.session, { refreshSeconds: 0.2 });
  return { queue, map, seats: useHold(queue.session), wallet: useBalance() };
}

export interface OpenPage {
  /** As it is now. */
  now(): Page;
  close(): void;
}

/** The page of a sale, once its seats are seen. */
export async function openPage(
  client: FrontrowClient,
  concertId: string,
  queries?: QueryClient,
): Promise<OpenPage> {
  const { result, unmount } = inApp(client, () => usePage(concertId), queries);
  await waitFor(() => expect(result.current.map.seats).not.toEqual([]), PATIENCE);
  return { now: () => result.current, close: unmount };
}
