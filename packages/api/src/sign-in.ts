import { HEADERS } from '@frontrow/contract/headers';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { bearerMark, type QueueTokenClaims } from '@frontrow/domain/queue/queue-token';
import type { Services } from '@frontrow/domain/services';
import type { Bearer } from './auth.ts';
import type { ApiContext, SignedIn } from './context.ts';

/**
 * The user of the request: whom the bearer token names, or whom a back end acts for. Looked up once a
 * request, also in a batch of calls; `requireBearer` comes first, for each call.
 *
 * @throws UNAUTHENTICATED, USER_NOT_FOUND
 */
export function signIn(ctx: ApiContext): Promise<SignedIn> {
  ctx.memo.user ??= userOf(ctx);
  return ctx.memo.user;
}

/**
 * The bearer token alone: what it says, but not yet whether there is such a user. Counts the call.
 *
 * @throws UNAUTHENTICATED, RATE_LIMITED, FORBIDDEN for acting without the role
 */
export async function requireBearer(ctx: ApiContext): Promise<Bearer> {
  const bearer = await bearerOf(ctx);
  const { subject, role } = bearer;
  const actedFor = ctx.header(HEADERS.onBehalfOf);
  if (actedFor !== null && role !== 'service') throw new DomainError('FORBIDDEN');
  const key = 'userId' in subject ? subject.userId : subject.externalId;
  // Those who run the sale are not held up by a limit that is there for its guests.
  if (role !== 'operator') await ctx.limiter.user(actedFor ?? key);
  return bearer;
}

/** How long a back end that acts for others is taken to be there still, once it was looked up. */
const SERVICE_MILLISECONDS = 1_000;
const MOST_SERVICES = 1_000;
const seenServices = new WeakMap<Services, Map<string, number>>();

/**
 * Back ends that act for others are looked up once a second, not at each poll.
 *
 * @throws USER_NOT_FOUND
 */
export async function requireService({ services }: ApiContext, { subject }: Bearer): Promise<void> {
  const seen = seenServices.get(services) ?? new Map<string, number>();
  seenServices.set(services, seen);
  const key = JSON.stringify(subject);
  const now = performance.now();
  if ((seen.get(key) ?? 0) > now) return;
  await services.session.requireUser(subject);
  if (seen.size >= MOST_SERVICES) seen.clear();
  seen.set(key, now + SERVICE_MILLISECONDS);
}

/** Whether a queue token was given to whom the bearer token names; asks no database. */
export function isOf(ctx: ApiContext, claims: QueueTokenClaims, { subject }: Bearer): boolean {
  const actedFor = ctx.header(HEADERS.onBehalfOf);
  if (actedFor !== null) return claims.userId === actedFor.toLowerCase();
  if ('userId' in subject) return claims.userId === subject.userId.toLowerCase();
  return claims.bearer === bearerMark(subject.externalId);
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
