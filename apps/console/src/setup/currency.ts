import { queryOptions } from '@tanstack/react-query';
import { client } from '../client/client.ts';

/** One for the whole deployment, so that the currency of the operator's own balance is that of all prices. */
export const currencyQuery = queryOptions({
  queryKey: ['currency'],
  queryFn: () => client.balance.get.query(),
  staleTime: Number.POSITIVE_INFINITY,
});
