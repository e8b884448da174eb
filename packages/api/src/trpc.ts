import type { ErrorCode } from '@frontrow/contract/error-codes';
import { initTRPC } from '@trpc/server';
import type { ZodType } from 'zod';
import type { ApiContext } from './context.ts';
import { shapeOf } from './errors/error-shape.ts';
import { transformer } from './wire/transformer.ts';

/** What the API reference says of a procedure beside its schemas. */
export interface ProcedureMeta {
  /** The procedure builder that the procedure is made with. */
  access?:
    | 'public'
    | 'user'
    | 'operator'
    | 'operator or door'
    | 'operator or service'
    | 'queue token';
  /**
   * Error codes of its own, in the order in which they are checked. Those that every procedure of its
   * access may answer with are not repeated here. A test fails if a call answers with any other code.
   */
  errors?: readonly ErrorCode[];
  /** Schema of the values that a subscription streams. They are not parsed: the service's types hold. */
  events?: ZodType;
  /**
   * Schema of an answer that is large or asked for often, in place of `.output`. It is not parsed, and not encoded:
   * it must have nothing that JSON does not have, no `undefined`, and no object twice.
   */
  plain?: ZodType;
}

/** Server-sent events of `queue.watch`. */
export const SSE = {
  /** Detects connections that are gone, and keeps proxies from closing quiet ones. */
  ping: { enabled: true, intervalMs: 15_000 },
  /** The client opens a new stream with a fresh bearer token after this time. */
  maxDurationMs: 15 * 60_000,
  client: { reconnectAfterInactivityMs: 40_000 },
};

export const t = initTRPC.context<ApiContext>().meta<ProcedureMeta>().create({
  transformer,
  isDev: false,
  sse: SSE,
  errorFormatter: shapeOf,
});

export const router = t.router;
