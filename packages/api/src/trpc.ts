import type { ErrorCode, ErrorDetailsByCode } from '@frontrow/contract/error-codes';
import { HEADERS } from '@frontrow/contract/headers';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { isDatabaseUnavailable } from '@frontrow/domain/kernel/unavailable';
import { initTRPC, TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import superjson from 'superjson';
import { ZodError } from 'zod';
import type { ApiContext } from './context.ts';
import { ERRORS } from './errors.ts';
import { requestScope } from './request-scope.ts';
import { signIn } from './sign-in.ts';

const t = initTRPC.context<ApiContext>().create({
  transformer: superjson,
  isDev: false,
  errorFormatter({ error, path }) {
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
  },
});

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
  const report = (outcome: string) =>
    ctx.onCall({ procedure: path, outcome, seconds: (performance.now() - start) / 1000 });
  try {
    await getRawInput();
  } catch (error) {
    report('VALIDATION_FAILED');
    if (error instanceof TRPCError) throw error;
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'is not superjson', cause: undefined });
  }
  const result = await next();
  if (result.ok) {
    report('ok');
    return result;
  }
  const error = translate(result.error);
  const { code } = refusalIn(error);
  report(code);
  if (code === 'INTERNAL_SERVER_ERROR' || code === 'SERVICE_UNAVAILABLE') {
    ctx.log.error({ err: result.error.cause ?? result.error, procedure: path }, 'call failed');
  }
  throw error;
});

function translate(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof DomainError) {
    const refusal: DomainError = cause;
    const [code, message] = ERRORS[refusal.code];
    return new TRPCError({ code, message, cause });
  }
  if (!isDatabaseUnavailable(cause)) return error;
  return translate(
    new TRPCError({
      code: 'SERVICE_UNAVAILABLE',
      cause: new DomainError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 }),
    }),
  );
}

/** Anybody; counted by address. */
export const publicProcedure = t.procedure.use(translating).use(async ({ ctx, next }) => {
  await ctx.limiter.address(ctx.ip);
  return next();
});

const signedIn = t.procedure.use(translating).use(async ({ ctx, next }) => {
  const user = await signIn(ctx);
  const caller = { userId: user.id, service: user.role === 'service' };
  return next({ ctx: { user, caller } });
});

/** A bearer token of an existing user. A queue token that comes along shows that its user is there. */
export const userProcedure = signedIn.use(async ({ ctx, next }) => {
  const token = ctx.header(HEADERS.queueToken);
  const claims = token ? ctx.services.queue.open(token) : null;
  if (claims?.userId === ctx.caller.userId) await ctx.services.queue.claim(claims);
  return next();
});

/** A bearer token of an operator. */
export const operatorProcedure = signedIn.use(({ ctx, next }) => {
  if (ctx.user.role !== 'operator') throw new DomainError('FORBIDDEN');
  return next();
});

/**
 * A queue token that is the caller's own. Whether it is live is the use case's to see: a stored
 * answer comes before that.
 */
export const guestProcedure = signedIn.use(({ ctx, next }) => {
  const token = ctx.header(HEADERS.queueToken);
  if (!token) throw new DomainError('QUEUE_TOKEN_REQUIRED');
  const claims = ctx.services.queue.open(token);
  if (claims?.userId !== ctx.caller.userId) throw new DomainError('QUEUE_TOKEN_INVALID');
  return next({ ctx: { guest: { caller: ctx.caller, claims } } });
});
