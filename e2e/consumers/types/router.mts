/** Compiled, but never run: tRPC's own client with the published type of the router. */

import type { QueueTicket } from '@frontrow/sdk';
import type { AppRouter, FrontrowErrorData } from '@frontrow/sdk/router';
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  isTRPCClientError,
  splitLink,
} from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import superjson from 'superjson';

const options = { url: 'https://a.example/trpc', transformer: superjson };
const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === 'subscription',
      true: httpSubscriptionLink(options),
      false: httpBatchLink(options),
    }),
  ],
});
createTRPCClient<AppRouter>({
  // @ts-expect-error a link without superjson
  links: [httpBatchLink({ url: options.url })],
});

export type Inputs = inferRouterInputs<AppRouter>;
export const ticket = (status: inferRouterOutputs<AppRouter>['queue']['status']): QueueTicket =>
  status;

export async function calls(): Promise<Date | null> {
  const { items } = await client.concert.list.query();
  await client.queue.join.mutate({ concertId: 'c' });
  client.queue.watch.subscribe(undefined, { onData: ({ position }) => position?.toFixed() });
  // @ts-expect-error a missing input
  await client.queue.join.mutate();
  // @ts-expect-error an unknown procedure
  await client.concert.sing.query();
  // @ts-expect-error an amount that is not a number
  await client.balance.charge.mutate({ amount: '10' });
  return items[0]?.salesOpenAt ?? null;
}

export function errors(error: unknown): string[] {
  if (!isTRPCClientError<AppRouter>(error)) return [];
  const { data } = error;
  const known: FrontrowErrorData | undefined = data ?? undefined;
  if (known?.errorCode === 'SEAT_UNAVAILABLE') return known.details.seatIds;
  // @ts-expect-error the details depend on the code
  known?.details.seatIds;
  return known === undefined ? [] : [known.code, known.requestId];
}
