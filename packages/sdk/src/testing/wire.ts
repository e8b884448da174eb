import { ERRORS } from '@frontrow/api/errors/errors';
import { initTRPC, TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import superjson from 'superjson';
import type { ErrorCode } from '../api.ts';
import type { FrontrowFetch } from '../transport/fetch.ts';
import type { FakeClock } from './fake-clock.ts';
import { PROCEDURE_KINDS } from './procedures.ts';
import { type FakeRefusal, isRefusal } from './refusal.ts';

/** A call as it arrived. */
export interface ArrivedCall {
  path: string;
  input: unknown;
  /** By their names in lower case. */
  headers: Headers;
  /** Aborts when the caller does. */
  signal: AbortSignal | undefined;
}

/** Answers the calls: with a value, for a subscription with an iterable, or by throwing a refusal. */
export type AnswerCall = (call: ArrivedCall) => Promise<unknown>;

interface Context {
  headers: Headers;
  requestId: string;
}

const DEFAULT_MESSAGES: Readonly<Record<string, readonly [TRPCError['code'], string]>> = ERRORS;

/**
 * A `fetch` in the API's wire format: tRPC's own handler with superjson, batches, event streams and the
 * shape of errors, over answers that a test scripts.
 */
export function createWire(answer: AnswerCall, clock: FakeClock): FrontrowFetch {
  const router = createRouter(answer);
  let requests = 0;
  return async (url, request = {}) => {
    const requestId = `fake-${++requests}`;
    const headers = new Headers(request.headers);
    // No `Request` is made: those of test environments do not accept each other's signals.
    const req = {
      ...{ url: String(url), method: request.method ?? 'GET', headers, signal: request.signal },
      text: async () => request.body ?? '',
    };
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: req as unknown as Request,
      router,
      createContext: (): Context => ({ headers, requestId }),
      responseMeta: () => ({
        headers: new Headers({ date: clock.now().toUTCString(), 'x-request-id': requestId }),
      }),
    });
  };
}

function createRouter(answer: AnswerCall) {
  const t = initTRPC.context<Context>().create({
    transformer: superjson,
    isDev: false,
    sse: { client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter: ({ error, path, ctx }) => shapeOf(error, { path, requestId: ctx?.requestId }),
  });
  const anyInput = t.procedure.input((input: unknown) => input);
  const namespaces: Record<string, Record<string, ReturnType<typeof procedureOf>>> = {};
  const procedureOf = (path: string, kind: 'query' | 'mutation' | 'subscription') => {
    const resolve = async ({ ctx, input, signal }: Resolved) => {
      try {
        return await answer({ path, input, headers: ctx.headers, signal });
      } catch (error) {
        throw asTrpcError(error);
      }
    };
    if (kind === 'query') return anyInput.query(resolve);
    if (kind === 'mutation') return anyInput.mutation(resolve);
    return anyInput.subscription(async function* (call) {
      try {
        yield* (await resolve(call)) as AsyncIterable<unknown>;
      } catch (error) {
        throw asTrpcError(error);
      }
    });
  };
  for (const [path, { kind }] of Object.entries(PROCEDURE_KINDS)) {
    const [namespace = '', name = ''] = path.split('.');
    namespaces[namespace] = { ...namespaces[namespace], [name]: procedureOf(path, kind) };
  }
  return t.router(namespaces);
}

interface Resolved {
  ctx: Context;
  input: unknown;
  signal: AbortSignal | undefined;
}

function asTrpcError(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  const [code, message] = wordingOf(error.errorCode);
  return new TRPCError({ code, message, cause: error });
}

const wordingOf = (code: string) =>
  DEFAULT_MESSAGES[code] ?? (['INTERNAL_SERVER_ERROR', code] as const);

/** As packages/api/src/errors/error-shape.ts; an error that a scripted function throws shows its message. */
function shapeOf(
  error: TRPCError,
  { path, requestId = '' }: { path: string | undefined; requestId: string | undefined },
) {
  const { errorCode, details }: Pick<FakeRefusal, 'errorCode' | 'details'> = isRefusal(error.cause)
    ? error.cause
    : { errorCode: transportCode(error), details: {} };
  const [code, message] = wordingOf(errorCode);
  return {
    message: errorCode === 'INTERNAL_SERVER_ERROR' ? error.message : message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: {
      ...{ code, httpStatus: getHTTPStatusCodeFromError(new TRPCError({ code })) },
      ...{ path, errorCode, details, requestId },
    },
  };
}

function transportCode({ code }: TRPCError): ErrorCode {
  if (code === 'NOT_FOUND') return 'PROCEDURE_NOT_FOUND';
  if (code === 'METHOD_NOT_SUPPORTED') return 'METHOD_NOT_SUPPORTED';
  return 'INTERNAL_SERVER_ERROR';
}
