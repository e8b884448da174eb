import { HEADERS } from '@frontrow/contract/headers';
import type { Caller } from '@frontrow/domain/kernel/context';
import { DomainError } from '@frontrow/domain/kernel/errors';
import type { QueueCaller, TokenHolder } from '@frontrow/domain/queue/token/queue-caller';
import type { QueueTokenClaims } from '@frontrow/domain/queue/token/queue-token';
import { getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import type { Bearer } from './access/auth.ts';
import { belongsTo, requireBearer, requireService, signIn } from './access/sign-in.ts';
import type { ApiContext, SignedIn } from './context.ts';
import { requireClient } from './errors/client-gone.ts';
import { refusalIn, toTrpcError } from './errors/error-shape.ts';
import { logFault } from './errors/faults.ts';
import { setOutcome, withOutcome } from './errors/outcome.ts';
import { type ProcedureMeta, t } from './trpc.ts';
import { decodedOnce, keepPlainAnswer, serializeAnswer } from './wire/transformer.ts';

/*
 * The procedure builders. Each says who may call:
 *   publicProcedure        anybody
 *   userProcedure          a bearer token of an existing user
 *   operatorProcedure      the same, with the role operator
 *   doorProcedure          the same, with the role operator or door
 *   userAdminProcedure     the same, with the role operator or service
 *   queueTokenProcedure    the same, with the user's own queue token
 *   watchProcedure         the same, but the call does not claim a pass
 *   verifiedTokenProcedure  the same two tokens, verified without a statement: the use case looks up the
 *                          user if the answer is not in memory
 * Any call with the user's own queue token claims its pass, whatever the result: it shows that the user
 * is there. An open watch alone does not. Calls are counted before they come here (apps/server/src/gate).
 */

/**
 * Reports each call to metrics and log, and translates errors of the domain. Hands on the input undecoded:
 * the procedures below decode it after they have asked their rate limit.
 */
const reporting = t.middleware(async ({ ctx, meta, path, type, next, getRawInput }) => {
  const start = performance.now();
  const report = async (outcome: string) => {
    const user = await ctx.memo.user?.catch(() => null);
    const userId = user?.id ?? ctx.memo.tokenUser ?? null;
    const seconds = (performance.now() - start) / 1000;
    ctx.onCall({ procedure: path, outcome, seconds, userId });
  };
  const make = () => next({ getRawInput: decodedOnce(getRawInput, meta?.errors) });
  let error: TRPCError | null;
  try {
    const result = await answered(ctx, make, { isQuery: type === 'query', meta });
    if (!result.ok) error = toTrpcError(result.error);
    else error = type === 'subscription' ? null : faultOfAnswer(result.data, meta);
    if (error === null) {
      await report('ok');
      return result;
    }
  } catch (cause) {
    error = toTrpcError(getTRPCErrorFromUnknown(cause));
  }
  // A query changes nothing, whatever became of its statements.
  if (type !== 'mutation') setOutcome(error, 'NOT_DONE');
  const { code } = refusalIn(error);
  await report(code);
  logFault(ctx.log, { procedure: path, code, error });
  throw error;
});

/**
 * Runs a call, unless its client has gone or the answers of its batch have too many bytes.
 *
 * @throws SERVICE_UNAVAILABLE
 */
function answered<Result extends object>(
  ctx: ApiContext,
  make: () => Promise<Result>,
  { isQuery, meta }: { isQuery: boolean; meta: ProcedureMeta | undefined },
): Promise<Result> {
  requireClient(ctx);
  if (!ctx.answers || !isQuery) return make();
  return meta?.plain ? ctx.answers.makeLarge(make) : ctx.answers.make(make);
}

/** Null if the answer can be serialised. */
function faultOfAnswer(data: unknown, meta: ProcedureMeta | undefined): TRPCError | null {
  if (meta?.plain) {
    keepPlainAnswer(data);
    return null;
  }
  try {
    serializeAnswer(data);
    return null;
  } catch (cause) {
    return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause });
  }
}

const base = t.procedure.use(reporting);

export const publicProcedure = base
  .meta({ access: 'public' })
  .use(async ({ next, getRawInput, type }) => {
    await getRawInput();
    return withOutcome(type, next);
  });

/** A valid bearer token. The user is not looked up yet. */
const bearerProcedure = base.use(async ({ ctx, next, getRawInput }) => {
  const bearer = await requireBearer(ctx);
  await getRawInput();
  return next({ ctx: { bearer } });
});

export const userProcedure = bearerProcedure
  .meta({ access: 'user' })
  .use(async ({ ctx, next, type }) => {
    const signedIn = await requireSignedIn(ctx);
    if (signedIn.claims) await ctx.services.queue.claim(signedIn.claims);
    requireClient(ctx);
    return withOutcome(type, () => next({ ctx: signedIn }));
  });

const procedureFor = (access: 'operator' | 'operator or door' | 'operator or service') => {
  const roles = access.split(' or ');
  return userProcedure.meta({ access }).use(({ ctx, next }) => {
    if (!roles.includes(ctx.user.role)) throw new DomainError('FORBIDDEN');
    return next();
  });
};
export const operatorProcedure = procedureFor('operator');
export const doorProcedure = procedureFor('operator or door');
export const userAdminProcedure = procedureFor('operator or service');

/** Whether the entry is live is for the use case to check: a stored answer comes before that check. */
export const queueTokenProcedure = userProcedure
  .meta({ access: 'queue token' })
  .use(({ ctx, next }) => next({ ctx: { queueCaller: requireQueueToken(ctx) } }));

export const watchProcedure = bearerProcedure
  .meta({ access: 'queue token' })
  .use(async ({ ctx, next }) => {
    const signedIn = await requireSignedIn(ctx);
    return next({ ctx: { queueCaller: requireQueueToken({ ...ctx, ...signedIn }) } });
  });

/** For calls that a user who waits makes every few seconds. */
export const verifiedTokenProcedure = bearerProcedure
  .meta({ access: 'queue token' })
  .use(async ({ ctx, next }) => {
    const claims = await ownClaimsOf(ctx, ctx.bearer);
    const tokenHolder: TokenHolder = { claims, signIn: () => claimingQueueCallerOf(ctx) };
    return next({ ctx: { tokenHolder } });
  });

interface SignedInCaller {
  user: SignedIn;
  caller: Caller;
  /** Of the user's own queue token, if the call has one. */
  claims: QueueTokenClaims | null;
}

/** @throws UNAUTHENTICATED, USER_NOT_FOUND */
async function requireSignedIn(ctx: ApiContext): Promise<SignedInCaller> {
  const user = await signIn(ctx);
  const token = ctx.header(HEADERS.queueToken);
  const opened = token ? ctx.services.queue.verifyToken(token) : null;
  const { id: userId, service } = user;
  const claims = opened?.userId === userId ? opened : null;
  return { user, caller: { userId, service }, claims };
}

/** @throws QUEUE_TOKEN_REQUIRED, QUEUE_TOKEN_INVALID */
function requireQueueToken({ header, caller, claims }: ApiContext & SignedInCaller): QueueCaller {
  if (!header(HEADERS.queueToken)) throw new DomainError('QUEUE_TOKEN_REQUIRED');
  if (!claims) throw new DomainError('QUEUE_TOKEN_INVALID');
  return { caller, claims };
}

async function claimingQueueCallerOf(ctx: ApiContext): Promise<QueueCaller> {
  const signedIn = await requireSignedIn(ctx);
  const queueCaller = requireQueueToken({ ...ctx, ...signedIn });
  await ctx.services.queue.claim(queueCaller.claims);
  return queueCaller;
}

/** The claims of the queue token, or null if it is not the bearer's own. Does not look up the user. */
async function ownClaimsOf(ctx: ApiContext, bearer: Bearer): Promise<QueueTokenClaims | null> {
  const token = ctx.header(HEADERS.queueToken);
  const claims = token ? ctx.services.queue.verifyToken(token) : null;
  if (!claims || !belongsTo(ctx, claims, bearer)) return null;
  if (ctx.header(HEADERS.onBehalfOf) !== null) await requireService(ctx, bearer);
  ctx.memo.tokenUser = claims.userId;
  return claims;
}
