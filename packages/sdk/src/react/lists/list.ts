import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { PagedQuery } from '../../api.ts';
import { QUERY_DEFAULTS } from '../query-keys.ts';

export interface ListState {
  /** Whether there is another page. */
  hasMore: boolean;
  /** Loads the next page; does nothing if there is none. A failure is in `error`. */
  loadMore(): void;
  /** Loads the pages so far again. */
  refresh(): void;
  /** Until the first answer. */
  isLoading: boolean;
  isLoadingMore: boolean;
  error: Error | null;
}

interface Page {
  items: unknown[];
  nextCursor: string | null;
}
interface PageRequest {
  cursor?: string | null | undefined;
}
// Of the types of `all` and `query`, only these can be inferred from an interface.
type InputOf<List> = List extends PagedQuery<infer Input, infer _> ? NonNullable<Input> : never;
type PageOf<List> = List extends { query(...call: never[]): Promise<infer Answer> }
  ? Answer & Page
  : never;

/** What narrows a list: its input without the cursor. */
export type ListFilters<List> = Omit<InputOf<List>, 'cursor'>;

export interface ListRequest<List> {
  queryKey: readonly unknown[];
  filters: ListFilters<List>;
}

interface AnyList {
  query(input: PageRequest, options: { signal: AbortSignal }): Promise<Page>;
}

/** The items of a paged query, page after page. */
export function useList<List extends object>(
  list: List,
  { queryKey, filters }: ListRequest<List>,
): ListState & { items: PageOf<List>['items'] } {
  const { query: fetchPage } = list as unknown as AnyList;
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, ...pages } = useInfiniteQuery({
    ...QUERY_DEFAULTS,
    queryKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => fetchPage({ ...filters, cursor: pageParam }, { signal }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const { fetchNextPage, refetch } = pages;
  // A second call while a page is on its way must not begin the first one again.
  const loadMore = useCallback(
    () => void fetchNextPage({ cancelRefetch: false, throwOnError: false }),
    [fetchNextPage],
  );
  const refresh = useCallback(() => void refetch({ throwOnError: false }), [refetch]);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? NO_ITEMS, [data]);
  return {
    items,
    ...{ hasMore: hasNextPage, loadMore, refresh },
    ...{ isLoading, isLoadingMore: isFetchingNextPage, error },
  };
}

const NO_ITEMS: unknown[] = [];
