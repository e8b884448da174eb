import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Balance, TopUp } from '../api.ts';
import type { FrontrowClient } from '../client.ts';
import { PendingCalls } from '../retry/pending-calls.ts';
import { identityOf } from '../transport/identity.ts';
import { type ActionRequired, useActions } from './actions.ts';
import { useFrontrow } from './provider.ts';
import { QUERY_DEFAULTS, queryKeyOf } from './query-keys.ts';

export interface TopUpOptions {
  /**
   * Where the provider sends the customer afterwards, whatever the outcome, with `topUpId` in the query. Default: the
   * server's setting.
   */
  returnUrl?: string | undefined;
}

export interface UseBalance {
  /** Null until the first answer. */
  balance: Balance | null;
  /**
   * Charges an amount in minor units of the currency. A repeat with the same amount before an answer came,
   * by a second click or after an outage, is charged once. If the customer has to go to the payment provider first,
   * it rejects with TOPUP_ACTION_REQUIRED.
   */
  charge(amount: number, options?: TopUpOptions): Promise<Balance>;
  /** Begins a top-up that the customer finishes at the payment provider, at `action.url` of the result. */
  startTopUp(amount: number, options?: TopUpOptions): Promise<TopUp>;
  /** What the customer has to do first, if the last `charge` was refused for that. */
  actionRequired: ActionRequired | null;
  isPending: boolean;
  error: Error | null;
}

/** By the user whose balance it is. */
const pendingCharges = new WeakMap<object, PendingCalls>();

function pendingChargesOf(client: FrontrowClient): PendingCalls {
  const user = identityOf(client)?.user ?? client;
  const pendingCalls = pendingCharges.get(user) ?? new PendingCalls();
  pendingCharges.set(user, pendingCalls);
  return pendingCalls;
}

export const balanceKey = (client: FrontrowClient): readonly unknown[] =>
  queryKeyOf(client, 'balance');

/** The user's balance, refreshed after each charge and payment. */
export function useBalance(): UseBalance {
  const client = useFrontrow();
  const queries = useQueryClient();
  const { run, isPending, error: actionError, actionRequired } = useActions();
  const { data: balance = null, error } = useQuery<Balance>({
    ...QUERY_DEFAULTS,
    queryKey: balanceKey(client),
    queryFn: ({ signal }) => client.balance.get.query(undefined, { signal }),
  });
  const charge = useCallback(
    (amount: number, { returnUrl }: TopUpOptions = {}) =>
      run(async () => {
        const id = JSON.stringify([amount, returnUrl]);
        try {
          const { entryId: _, ...charged } = await pendingChargesOf(client).run(id, ({ key }) =>
            client.balance.charge.mutate({ ...inputOf(amount, returnUrl), idempotencyKey: key }),
          );
          return charged;
        } finally {
          // The answer may be that of an earlier try, or may be lost.
          void queries.invalidateQueries({ queryKey: balanceKey(client) });
        }
      }),
    [client, queries, run],
  );
  const startTopUp = useCallback(
    (amount: number, { returnUrl }: TopUpOptions = {}) =>
      run(async () => {
        const id = JSON.stringify(['top-up', amount, returnUrl]);
        const topUp = await pendingChargesOf(client).run(id, ({ key }) =>
          client.balance.startTopUp.mutate({ ...inputOf(amount, returnUrl), idempotencyKey: key }),
        );
        // A provider may need nobody.
        if (topUp.status === 'CREDITED') {
          void queries.invalidateQueries({ queryKey: balanceKey(client) });
        }
        return topUp;
      }),
    [client, queries, run],
  );
  return {
    ...{ balance, charge, startTopUp, actionRequired },
    ...{ isPending, error: actionError ?? error },
  };
}

const inputOf = (amount: number, returnUrl: string | undefined) =>
  returnUrl === undefined ? { amount } : { amount, returnUrl };
