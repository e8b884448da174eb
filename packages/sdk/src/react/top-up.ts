import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { TopUp } from '../api.ts';
import { pollDelayAfter } from '../retry/retry-policy.ts';
import { isSettled, pauseAfter } from '../top-up/wait-for-top-up.ts';
import { useActions } from './actions.ts';
import { balanceKey } from './balance.ts';
import { useFrontrow } from './provider.ts';
import { QUERY_DEFAULTS, queryKeyOf } from './query-keys.ts';

export interface UseTopUp {
  /** Null until the first answer, and without an id. */
  topUp: TopUp | null;
  /** That of `topUp`. REQUIRES_ACTION: `topUp.action.url` leads to the provider. */
  status: TopUp['status'] | null;
  /** Cancels it, so that it cannot be paid any more. One that was paid meanwhile is credited. */
  cancel(): Promise<TopUp>;
  isLoading: boolean;
  isPending: boolean;
  error: Error | null;
}

/**
 * A top-up, by the id that `topUpIdFrom` reads from the address that the provider sent the customer to. It is asked
 * for until it has ended or a person has to decide. Once it is credited, `useBalance` is refreshed. Waits while the
 * id is null. Components with the same id share the calls.
 */
export function useTopUp(topUpId: string | null): UseTopUp {
  const client = useFrontrow();
  const queries = useQueryClient();
  const { run, isPending, error: actionError } = useActions();
  const queryKey = queryKeyOf(client, 'top-up', topUpId);
  const { data, error, isLoading } = useQuery<TopUp>({
    ...QUERY_DEFAULTS,
    queryKey,
    queryFn:
      topUpId === null
        ? skipToken
        : async ({ signal }) => {
            const topUp = await client.balance.topUp.query({ topUpId }, { signal });
            refreshBalance(topUp);
            return topUp;
          },
    staleTime: ({ state }) => (state.data && isSettled(state.data) ? 'static' : 0),
    refetchInterval({ state }) {
      const delay = state.error ? pollDelayAfter(state.error) : 0;
      if (delay === null || (state.data && isSettled(state.data))) return false;
      return Math.max(delay, pauseAfter(state.dataUpdateCount + state.errorUpdateCount));
    },
  });

  const refreshBalance = ({ status }: TopUp) => {
    const before = queries.getQueryData<TopUp>(queryKey);
    if (status !== 'CREDITED' || before?.status === status) return;
    void queries.invalidateQueries({ queryKey: balanceKey(client) });
  };
  const cancel = useCallback(
    () =>
      run(async () => {
        if (topUpId === null) throw new Error('there is no top-up to cancel');
        const key = queryKeyOf(client, 'top-up', topUpId);
        const topUp = await client.balance.cancelTopUp.mutate({ topUpId });
        // An answer that is on its way is older.
        await queries.cancelQueries({ queryKey: key });
        queries.setQueryData(key, topUp);
        void queries.invalidateQueries({ queryKey: balanceKey(client) });
        return topUp;
      }),
    [client, queries, run, topUpId],
  );
  const topUp = data ?? null;
  return {
    ...{ topUp, status: topUp?.status ?? null, cancel },
    ...{ isLoading, isPending, error: actionError ?? error },
  };
}
