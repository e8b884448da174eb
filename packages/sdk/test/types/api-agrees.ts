/**
 * Compiled, but never run: checks that src/api.ts and src/router.ts have exactly the types that tRPC infers
 * from the API's routers.
 */
import type { AppRouter } from '@frontrow/api/root';
import type { ErrorCode, ErrorDetailsByCode } from '@frontrow/contract/error-codes';
import type { TRPCClient } from '@trpc/client';
import type { AnyTRPCRouter, inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type * as api from '../../src/api.ts';
import type { AppRouter as PublishedRouter } from '../../src/router.ts';

/** What the compiler prints when the types differ. */
type Stale = 'src/api.ts or src/router.ts is stale: run `npx -y pnpm@12 generate`';

/** True if each type is assignable to the other. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : Stale) : Stale;

type InputOf<Procedure> =
  Procedure extends api.PagedQuery<infer Input, infer _>
    ? Input
    : Procedure extends api.Query<infer Input, infer _>
      ? Input
      : Procedure extends api.Mutation<infer Input, infer _>
        ? Input
        : never;
type OutputOf<Procedure> =
  Procedure extends api.Query<infer _, infer Output>
    ? Output
    : Procedure extends api.Mutation<infer _, infer Output>
      ? Output
      : never;

type Inputs = {
  [Namespace in keyof api.InLineApi]: {
    [Name in keyof api.InLineApi[Namespace]]: InputOf<api.InLineApi[Namespace][Name]>;
  };
};
type Outputs = {
  [Namespace in keyof api.InLineApi]: {
    [Name in keyof api.InLineApi[Namespace]]: OutputOf<api.InLineApi[Namespace][Name]>;
  };
};

/** Without the subscriptions, which the client offers in other ways, such as `enter` and `positions`. */
type Calls<
  Namespaces extends { queue: { watch: unknown }; concert: { watchAvailability: unknown } },
> = Omit<Namespaces, 'queue' | 'concert'> & {
  queue: Omit<Namespaces['queue'], 'watch'>;
  concert: Omit<Namespaces['concert'], 'watchAvailability'>;
};
/** The input that tRPC infers for a procedure without one. */
type NoInput = ReturnType<() => void>;
type InferredInputs<Namespaces> = {
  [Namespace in keyof Namespaces]: {
    [Name in keyof Namespaces[Namespace]]: Namespaces[Namespace][Name] extends infer Input
      ? [Input] extends [NoInput]
        ? undefined
        : Exclude<Input, NoInput> | Extract<Input, undefined>
      : never;
  };
};

export const agreement: [
  Same<Inputs, InferredInputs<Calls<inferRouterInputs<AppRouter>>>>,
  Same<Outputs, Calls<inferRouterOutputs<AppRouter>>>,
  Same<api.ErrorCode, ErrorCode>,
  Same<api.ErrorDetailsByCode, ErrorDetailsByCode>,
  Same<inferRouterInputs<PublishedRouter>, inferRouterInputs<AppRouter>>,
  Same<Calls<inferRouterOutputs<PublishedRouter>>, Calls<inferRouterOutputs<AppRouter>>>,
  Same<Watched<PublishedRouter>, Watched<AppRouter>>,
] = [true, true, true, true, true, true, true];

/** What a client gets from the subscription. */
type Watched<Router extends AnyTRPCRouter> =
  inferRouterOutputs<Router> extends { queue: { watch: AsyncIterable<infer Event> } }
    ? Event
    : never;

/** The calls that tRPC's own client has too. */
type WithoutAll<Api> = {
  [Namespace in keyof Api]: {
    [Name in keyof Api[Namespace]]: Omit<Api[Namespace][Name], 'all'>;
  };
};
/** With or without a queue token, a procedure has the same input and output. */
export const asClient = (client: TRPCClient<AppRouter>): WithoutAll<api.InLineApi> => client;
