/** Compiled, and never run: src/api.ts is what tRPC makes of the API's routers, neither more nor less. */
import type { AppRouter } from '@frontrow/api/root';
import type { ErrorCode, ErrorDetailsByCode } from '@frontrow/contract/error-codes';
import type { TRPCClient } from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type * as api from '../src/api.ts';

/** Each can stand where the other is asked for. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

type InputOf<Procedure> =
  Procedure extends api.Query<infer Input, infer _>
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

/** Without the one subscription, which the journeys stand for. */
type Calls<Namespaces extends { queue: { watch: unknown } }> = Omit<Namespaces, 'queue'> & {
  queue: Omit<Namespaces['queue'], 'watch'>;
};
/** What tRPC writes where nothing is taken. */
type Nothing = ReturnType<() => void>;
type Taken<Namespaces> = {
  [Namespace in keyof Namespaces]: {
    [Name in keyof Namespaces[Namespace]]: Namespaces[Namespace][Name] extends infer Input
      ? [Input] extends [Nothing]
        ? undefined
        : Exclude<Input, Nothing> | Extract<Input, undefined>
      : never;
  };
};

export const agreement: [
  Same<Inputs, Taken<Calls<inferRouterInputs<AppRouter>>>>,
  Same<Outputs, Calls<inferRouterOutputs<AppRouter>>>,
  Same<api.ErrorCode, ErrorCode>,
  Same<api.ErrorDetailsByCode, ErrorDetailsByCode>,
] = [true, true, true, true];

/** From a place in line or not, a call takes and gives the same. */
export const asClient = (client: TRPCClient<AppRouter>): api.InLineApi => client;
