import { comment } from './comment.ts';
import type { Procedure } from './procedures.ts';
import type { SchemaTypes } from './schema-types.ts';

const HEAD = `/**
 * The type of the API's router, for tRPC's own clients. Types alone: the file has no code.
 *
 * Generated from the API's routers and the contract by \`npx -y pnpm@12 generate\`; do not edit.
 */`;

const ERRORS = `/** \`data\` of an error, on the wire and in \`TRPCClientError\`. A check of \`errorCode\` narrows \`details\`. */
export type FrontrowErrorData<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? {
      /** tRPC's code, such as \`NOT_FOUND\`. */
      code: TRPC_ERROR_CODE_KEY;
      httpStatus: number;
      /** The procedure, such as \`concert.get\`. */
      path: string | undefined;
      errorCode: Code;
      details: ErrorDetails<Code>;
      /** The id of the call in the server's log. */
      requestId: string;
    }
  : never;

interface FrontrowErrorShape extends TRPCErrorShape<FrontrowErrorData> {
  data: FrontrowErrorData;
}

interface Root {
  ctx: object;
  meta: object;
  errorShape: FrontrowErrorShape;
  /** superjson: pass \`transformer: superjson\` to tRPC's links. */
  transformer: true;
}

interface Definition<Input, Output> {
  meta: object;
  input: Input;
  output: Output;
  errorShape: FrontrowErrorShape;
}

type Query<Input, Output> = TRPCQueryProcedure<Definition<Input, Output>>;
type Mutation<Input, Output> = TRPCMutationProcedure<Definition<Input, Output>>;
type Subscription<Input, Event> = TRPCSubscriptionProcedure<
  Definition<Input, AsyncIterable<Event>>
>;`;

const ROUTER_DOC = `
The type of the API's router: \`createTRPCClient<AppRouter>({ links: [httpBatchLink({ url, transformer: superjson })] })\`.
\`url\` is the server's address with \`/trpc\`. Credentials travel in the headers \`authorization\` and \`x-queue-token\`.
`.trim();

const GENERICS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** The text of src/router.ts, with the types of src/api.ts. */
export function writeRouter(procedures: readonly Procedure[], schemaTypes: SchemaTypes): string {
  const byDomain = Map.groupBy(procedures, ({ domain }) => domain);
  const routers = [...byDomain].map(
    ([domain, all]) => `${domain}: {\n${all.map((one) => member(one, schemaTypes)).join('')}};\n`,
  );
  const body = routers.join('');
  return [
    HEAD,
    `import type {
      TRPC_ERROR_CODE_KEY, TRPCBuiltRouter, TRPCErrorShape, TRPCMutationProcedure, TRPCQueryProcedure,
      TRPCSubscriptionProcedure,
    } from '@trpc/server';
    import type { ${[...usedTypes(body, schemaTypes), 'ErrorCode'].sort().join(', ')} } from './api.ts';
    import type { ErrorDetails } from './transport/errors.ts';`,
    ERRORS,
    `${comment(ROUTER_DOC)}export type AppRouter = TRPCBuiltRouter<Root, {\n${body}}>;`,
    '',
  ].join('\n\n');
}

/** The names of the interfaces of src/api.ts that a text uses. */
export const usedTypes = (text: string, { interfaces }: SchemaTypes): string[] =>
  [...interfaces.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(text)).sort();

function member({ name, doc, kind, input, output }: Procedure, schemaTypes: SchemaTypes): string {
  if (!output) throw new Error(`${name} must have an output schema, or a schema of its events`);
  const inputType = input ? schemaTypes.write(input, 'input') : 'undefined';
  const types = `${inputType}, ${schemaTypes.write(output, 'output')}`;
  return `${comment(doc)}${name}: ${GENERICS[kind]}<${types}>;\n`;
}
