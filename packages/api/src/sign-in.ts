import { HEADERS } from '@frontrow/contract/headers';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { type QueueTokenClaims, subjectHash } from '@frontrow/domain/queue/token/queue-token';
import type { Services } from '@frontrow/domain/services';
import type { Bearer } from './auth.ts';
import type { ApiContext, SignedIn } from './context.ts';

/**
 * The user of a request: the one that the bearer token names, or the one that a back end acts for. Looked
 * up once per request, also for a batch of calls. Each call has passed `requireBearer` before.
 *
 * @throws UNAUTHENTICATED, USER_NOT_FOUND
 */
export function signIn(ctx: ApiContext): Promise<SignedIn> {
  ctx.memo.user ??= userOf(ctx);
  return ctx.memo.user;
}

/**
 * Verifies the bearer token and counts the call. Does not look up the user.
 *
 * @throws UNAUTHENTICATED, RATE_LIMITED, FORBIDDEN for acting for a user without the role service
 */
export async function requireBearer(ctx: ApiContext): Promise<Bearer> {
  const bearer = await bearerOf(ctx);
  const { subject, role } = bearer;
  const actedFor = ctx.header(HEADERS.onBehalfOf);
  if (actedFor !== null && role !== 'service') throw new DomainError('FORBIDDEN');
  const key = 'userId' in subject ? subject.userId : subject.externalId;
  // The limit protects against buyers' scripts; operators are not limited.
  if (role !== 'operator') await ctx.limiter.user(actedFor ?? key);
  return bearer;
}

/** How long the look-up of a back end that acts for users stays valid. */
const SERVICE_MILLISECONDS = 1_000;
const MAX_SERVICES = 1_000;
/** For each back end: until when its look-up is valid, by `performance.now()`. */
const knownServices = new WeakMap<Services, Map<string, number>>();

/**
 * Looks up a back end that acts for users, at most once per second and not at each poll.
 *
 * @throws USER_NOT_FOUND
 */
export async function requireService({ services }: ApiContext, { subject }: Bearer): Promise<void> {
  const known = knownServices.get(services) ?? new Map<string, number>();
  knownServices.set(services, known);
  const key = JSON.stringify(subject);
  const now = performance.now();
  if ((known.get(key) ?? 0) > now) return;
  await services.session.requireUser(subject);
  if (known.size >= MAX_SERVICES) known.clear();
  known.set(key, now + SERVICE_MILLISECONDS);
}

/** Whether a queue token belongs to the user that the bearer token names. Makes no statement. */
export function belongsTo(ctx: ApiContext, claims: QueueTokenClaims, { subject }: Bearer): boolean {
  const actedFor = ctx.header(HEADERS.onBehalfOf);
  if (actedFor !== null) return claims.userId === actedFor.toLowerCase();
  if ('userId' in subject) return claims.userId === subject.userId.toLowerCase();
  return claims.subjectHash === subjectHash(subject.externalId);
}

async function bearerOf(ctx: ApiContext): Promise<Bearer> {
  ctx.memo.bearer ??= ctx.auth.verify(ctx.header(HEADERS.authorization));
  try {
    return await ctx.memo.bearer;
  } catch (refusal) {
    await ctx.limiter.address(ctx.ip);
    throw refusal;
  }
}

async function userOf(ctx: ApiContext): Promise<SignedIn> {
  const { subject, role } = await bearerOf(ctx);
  const own = await ctx.services.session.requireUser(subject);
  const other = ctx.header(HEADERS.onBehalfOf);
  const service = role === 'service';
  if (other === null) return { id: own.id, name: own.name, role, service };
  const { id, name } = await ctx.services.session.requireUserById(other);
  return { id, name, role: 'customer', service };
}
