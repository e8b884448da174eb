import type { ErrorCode, ErrorDetailsByCode } from '@frontrow/contract/error-codes';
import { HEADERS } from '@frontrow/contract/headers';
import type { Caller } from '@frontrow/domain/kernel/context';
import { DomainError, unavailable } from '@frontrow/domain/kernel/errors';
import { isDatabaseUnavailable } from '@frontrow/domain/kernel/unavailable';
import type { QueueTokenClaims } from '@frontrow/domain/queue/queue-token';
import type { Guest, WaitingTurn } from '@frontrow/domain/services';
import { initTRPC, TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import superjson from 'superjson';
import { ZodError } from 'zod';
import type { Bearer } from './auth.ts';
import type { ApiContext, SignedIn } from './context.ts';
import { ERRORS } from './errors.ts';
import { requestScope } from './request-scope.ts';
import { isOf, requireBearer, requireService, signIn } from './sign-in.ts';

export const SSE = {
  /** Finds connections that are gone, and keeps proxies from taking quiet ones for such. */
  ping: { enabled: true, intervalMs: 15_000 },
  /** A watch is begun anew before the bearer token that began it is long over. */
  maxDurationMs: 15 * 60_000,
  client: { reconnectAfterInactivityMs: 40_000 },
};

const t = initTRPC.context<ApiContext>().create({
  transformer: superjson,
  isDev: false,
  sse: SSE,
  errorFormatter: shapeOf,
});

/** What a caller is told of an error. */
export function shapeOf({ error, path }: { error: TRPCError; path: string | undefined }) {
  const { code: errorCode, details } = refusalIn(error);
  const [code, message] = ERRORS[errorCode];
  return {
    message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: {
      code,
      httpStatus: getHTTPStatusCodeFromError(new TRPCError({ code })),
      path,
      errorCode: errorCode as ErrorCode,
      details: details as Partial<ErrorDetailsByCode[keyof ErrorDetailsByCode]>,
      requestId: requestScope.getStore()?.requestId ?? '',
    },
  };
}

export const router = t.router;

/** The refusal of the contract that an error stands for, whether we threw it or tRPC did. */
export function refusalIn(error: TRPCError): { code: ErrorCode; details: object } {
  const { cause } = error;
  if (cause instanceof DomainError) return cause;
  if (cause instanceof ZodError && error.code === 'BAD_REQUEST') {
    const issues = cause.issues.map(({ path, message }) => ({ path, message }));
    return { code: 'VALIDATION_FAILED', details: { issues } };
  }
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'PAYLOAD_TOO_LARGE':
    case 'UNSUPPORTED_MEDIA_TYPE':
    case 'UNPROCESSABLE_CONTENT':
      return whole(error.code === 'PAYLOAD_TOO_LARGE' ? 'is too large' : error.message);
    case 'NOT_FOUND':
      return { code: 'PROCEDURE_NOT_FOUND', details: {} };
    case 'METHOD_NOT_SUPPORTED':
      return { code: 'METHOD_NOT_SUPPORTED', details: {} };
    default:
      return { code: 'INTERNAL_SERVER_ERROR', details: {} };
  }
}

/** A refusal of the input as a whole. */
const whole = (message: string) => ({
  code: 'VALIDATION_FAILED' as const,
  details: { issues: [{ path: [], message }] },
});

/** Turns what the domain throws into a tRPC error of the right code, and reports the call. */
const translating = t.middleware(async ({ ctx, path, next, getRawInput }) => {
  const start = performance.now();
  const report = async (outcome: string) => {
    const user = await ctx.memo.user?.catch(() => null);
    const userId = user?.id ?? ctx.memo.waiting ?? null;
    const seconds = (performance.now() - start) / 1000;
    ctx.onCall({ procedure: path, outcome, seconds, userId });
  };
  try {
    await getRawInput();
  } catch (error) {
    await report('VALIDATION_FAILED');
    if (error instanceof TRPCError) throw error;
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'is not superjson', cause: undefined });
  }
  const result = await next();
  if (result.ok) {
    await report('ok');
    return result;
  }
  const error = translate(result.error);
  const { code } = refusalIn(error);
  await report(code);
  logFault(ctx, { procedure: path, code, error });
  throw error;
});

/** What is ours to mend is logged whole; what is away is said in a line, since every call meets it. */
function logFault(
  { log }: ApiContext,
  { procedure, code, error }: { procedure: string; code: ErrorCode; error: TRPCError },
): void {
  if (code === 'INTERNAL_SERVER_ERROR') {
    log.error({ err: error.cause ?? error, procedure }, 'call failed');
  } else if (code === 'SERVICE_UNAVAILABLE') {
    const away = error.cause?.cause;
    log.warn({ procedure, away: away instanceof Error ? away.message : away }, 'call failed');
  }
}

function translate(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof DomainError) {
    const refusal: DomainError = cause;
    const [code, message] = ERRORS[refusal.code];
    return new TRPCError({ code, message, cause });
  }
  if (!isDatabaseUnavailable(cause)) return error;
  return translate(new TRPCError({ code: 'SERVICE_UNAVAILABLE', cause: unavailable(cause) }));
}

/** Anybody; counted by address. */
export const publicProcedure = t.procedure.use(translating).use(async ({ ctx, next }) => {
  await ctx.limiter.address(ctx.ip);
  return next();
});

/** A bearer token that is good; whether there is such a user is yet to be seen. */
const bearerProcedure = t.procedure
  .use(translating)
  .use(async ({ ctx, next }) => next({ ctx: { bearer: await requireBearer(ctx) } }));

/**
 * A bearer token of an existing user. A call with the user's own queue token claims its pass: it shows
 * that the user is there, whatever comes of it.
 */
export const userProcedure = bearerProcedure.use(async ({ ctx, next }) => {
  const visitor = await visitorOf(ctx);
  if (visitor.claims) await ctx.services.queue.claim(visitor.claims);
  return next({ ctx: visitor });
});

/** A bearer token of an operator. */
export const operatorProcedure = userProcedure.use(({ ctx, next }) => {
  if (ctx.user.role !== 'operator') throw new DomainError('FORBIDDEN');
  return next();
});

/**
 * A queue token that is the caller's own. Whether it is live is the use case's to see: a stored
 * answer comes before that.
 */
export const guestProcedure = userProcedure.use(({ ctx, next }) =>
  next({ ctx: { guest: guestIn(ctx) } }),
);

/** The same, but the call is no claim: an open watch by itself does not show that its user is there. */
export const watcherProcedure = bearerProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { guest: guestIn({ ...ctx, ...(await visitorOf(ctx)) }) } }),
);

/**
 * A guest whose queue token may be that of a place: then the ticket comes without the database. The user
 * of a place was looked up when it was given, and deleting a user ends it.
 */
export const turnProcedure = bearerProcedure.use(async ({ ctx, next }) => {
  const turn = (await waitingIn(ctx, ctx.bearer)) ?? { guest: await claimingGuest(ctx) };
  return next({ ctx: { turn } });
});

interface Visitor {
  user: SignedIn;
  caller: Caller;
  /** Of the user's own queue token. */
  claims: QueueTokenClaims | null;
}

async function visitorOf(ctx: ApiContext): Promise<Visitor> {
  const user = await signIn(ctx);
  const token = ctx.header(HEADERS.queueToken);
  const opened = token ? ctx.services.queue.open(token) : null;
  const { id: userId, service } = user;
  const claims = opened?.userId === userId ? opened : null;
  return { user, caller: { userId, service }, claims };
}

function guestIn({ header, caller, claims }: ApiContext & Visitor): Guest {
  if (!header(HEADERS.queueToken)) throw new DomainError('QUEUE_TOKEN_REQUIRED');
  if (!claims) throw new DomainError('QUEUE_TOKEN_INVALID');
  return { caller, claims };
}

async function claimingGuest(ctx: ApiContext): Promise<Guest> {
  const visitor = await visitorOf(ctx);
  const guest = guestIn({ ...ctx, ...visitor });
  await ctx.services.queue.claim(guest.claims);
  return guest;
}

async function waitingIn(ctx: ApiContext, bearer: Bearer): Promise<WaitingTurn | null> {
  const token = ctx.header(HEADERS.queueToken);
  const claims = token ? ctx.services.queue.open(token) : null;
  if (!claims || !isOf(ctx, claims, bearer)) return null;
  const waiting = await ctx.services.queue.waiting(claims);
  if (!waiting) return null;
  if (ctx.header(HEADERS.onBehalfOf) !== null) await requireService(ctx, bearer);
  ctx.memo.waiting = claims.userId;
  return { claims, waiting };
}
