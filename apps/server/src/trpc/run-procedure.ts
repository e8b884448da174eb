import { type AnyProcedure, getTRPCErrorFromUnknown, type TRPCError } from '@trpc/server';

/** What a procedure is called with. */
export interface CallOptions {
  path: string;
  getRawInput: () => Promise<unknown>;
  ctx: object;
  type: 'query' | 'mutation' | 'subscription';
  signal: AbortSignal | undefined;
  batchIndex: number;
}

type Result = { ok: true; data: unknown } | { ok: false; error: TRPCError };
type Changes = { ctx?: object; input?: unknown; getRawInput?: CallOptions['getRawInput'] };
interface Passed extends CallOptions {
  input?: unknown;
}
type Middleware = (
  options: Passed & { meta: unknown; next(changes?: Changes): Promise<Result> },
) => Promise<Result>;

interface Chain {
  middlewares: readonly Middleware[];
  meta: unknown;
}

/** The middlewares of a procedure, of which the last one is its resolver; null where tRPC keeps them elsewhere. */
export function chainOf(procedure: AnyProcedure): Chain | null {
  const { middlewares, meta } = procedure._def as unknown as Partial<Chain>;
  return Array.isArray(middlewares) && middlewares.length > 0 ? { middlewares, meta } : null;
}

/**
 * Calls a procedure as it calls itself. tRPC's own way copies the options and the context property by property for each of
 * its 6 to 9 middlewares, in code made for older engines: 22 % of the processor time of `balance.get`.
 *
 * @throws TRPCError of a call that is refused
 */
export async function runProcedure(
  procedure: AnyProcedure,
  options: CallOptions,
): Promise<unknown> {
  const chain = chainOf(procedure);
  if (!chain) return procedure(options);
  const result = await runFrom(0, chain, options);
  if (!result.ok) throw result.error;
  return result.data;
}

async function runFrom(index: number, chain: Chain, options: Passed): Promise<Result> {
  try {
    const middleware = chain.middlewares[index] as Middleware;
    return await middleware({
      ...options,
      meta: chain.meta,
      input: options.input,
      next: (changes) => runFrom(index + 1, chain, changed(options, changes)),
    });
  } catch (cause) {
    return { ok: false, error: getTRPCErrorFromUnknown(cause) };
  }
}

function changed(options: Passed, changes: Changes = {}): Passed {
  return {
    ...options,
    ctx: changes.ctx ? { ...options.ctx, ...changes.ctx } : options.ctx,
    input: 'input' in changes ? changes.input : options.input,
    getRawInput: changes.getRawInput ?? options.getRawInput,
  };
}
