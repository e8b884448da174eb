import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Balance } from '../api.ts';
import type { FrontrowClient } from '../client.ts';
import { PendingCalls } from '../retry/pending-calls.ts';
import { useActions } from './actions.ts';
import { useFrontrow } from './provider.ts';
import { QUERY_DEFAULTS, queryKeyOf } from './query-keys.ts';

export interface UseBalance {
  /** Null until it is known. */
  balance: Balance | null;
  /**
   * Adds minor units of the currency. The same amount asked again before there was an answer, by a second
   * click or after an outage, is charged once.
   */
  charge(amount: number): Promise<Balance>;
  isPending: boolean;
  error: Error | null;
}

const charges = new WeakMap<FrontrowClient, PendingCalls>();

export const balanceKey = (client: FrontrowClient): readonly unknown[] =>
  queryKeyOf(client, 'balance');

/** What a user can pay with; up to date after each charge and payment. */
export function useBalance(): UseBalance {
  const client = useFrontrow();
  const queries = useQueryClient();
  const { run, isPending, error: refusal } = useActions();
  const { data: balance = null, error } = useQuery<Balance>({
    ...QUERY_DEFAULTS,
    queryKey: balanceKey(client),
    queryFn: ({ signal }) => client.balance.get.query(undefined, { signal }),
  });
  const charge = useCallback(
    (amount: number) =>
      run(async () => {
        const unanswered = charges.get(client) ?? new PendingCalls();
        charges.set(client, unanswered);
        try {
          const { entryId: _, ...now } = await unanswered.ask(String(amount), ({ key }) =>
            client.balance.charge.mutate({ amount, idempotencyKey: key }),
          );
          return now;
        } finally {
          // The answer may be that to an earlier try, or lost.
          void queries.invalidateQueries({ queryKey: balanceKey(client) });
        }
      }),
    [client, queries, run],
  );
  return { balance, charge, isPending, error: refusal ?? error };
}
