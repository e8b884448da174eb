import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Balance } from '../api.ts';
import type { FrontrowClient } from '../client.ts';
import { PendingCalls } from '../retry/pending-calls.ts';
import { identityOf } from '../transport/identity.ts';
import { useActions } from './actions.ts';
import { useFrontrow } from './provider.ts';
import { QUERY_DEFAULTS, queryKeyOf } from './query-keys.ts';

export interface UseBalance {
  /** Null until the first answer. */
  balance: Balance | null;
  /**
   * Charges an amount in minor units of the currency. A repeat with the same amount before an answer came,
   * by a second click or after an outage, is charged once.
   */
  charge(amount: number): Promise<Balance>;
  isPending: boolean;
  error: Error | null;
}

/** By the user whose balance it is. */
const pendingCharges = new WeakMap<object, PendingCalls>();

export const balanceKey = (client: FrontrowClient): readonly unknown[] =>
  queryKeyOf(client, 'balance');

/** The user's balance, refreshed after each charge and payment. */
export function useBalance(): UseBalance {
  const client = useFrontrow();
  const queries = useQueryClient();
  const { run, isPending, error: actionError } = useActions();
  const { data: balance = null, error } = useQuery<Balance>({
    ...QUERY_DEFAULTS,
    queryKey: balanceKey(client),
    queryFn: ({ signal }) => client.balance.get.query(undefined, { signal }),
  });
  const charge = useCallback(
    (amount: number) =>
      run(async () => {
        const user = identityOf(client)?.user ?? client;
        const pendingCalls = pendingCharges.get(user) ?? new PendingCalls();
        pendingCharges.set(user, pendingCalls);
        try {
          const { entryId: _, ...charged } = await pendingCalls.run(String(amount), ({ key }) =>
            client.balance.charge.mutate({ amount, idempotencyKey: key }),
          );
          return charged;
        } finally {
          // The answer may be that of an earlier try, or may be lost.
          void queries.invalidateQueries({ queryKey: balanceKey(client) });
        }
      }),
    [client, queries, run],
  );
  return { balance, charge, isPending, error: actionError ?? error };
}
