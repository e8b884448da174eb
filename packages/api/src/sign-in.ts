import { HEADERS } from '@frontrow/contract/headers';
import { DomainError } from '@frontrow/domain/kernel/errors';
import type { ApiContext, SignedIn } from './context.ts';

/**
 * The user of the request: whom the bearer token names, or whom a back end acts for.
 *
 * @throws UNAUTHENTICATED, RATE_LIMITED, USER_NOT_FOUND, FORBIDDEN for acting without the role
 */
export async function signIn(ctx: ApiContext): Promise<SignedIn> {
  const { subject, role } = await bearerOf(ctx);
  const actedFor = ctx.header(HEADERS.onBehalfOf);
  if (actedFor !== null && role !== 'service') throw new DomainError('FORBIDDEN');
  const key = 'userId' in subject ? subject.userId : subject.externalId;
  // Those who run the sale are not held up by a limit that is there for its guests.
  if (role !== 'operator') await ctx.limiter.user(actedFor ?? key);
  ctx.memo.user ??= userOf(ctx);
  return ctx.memo.user;
}

async function bearerOf(ctx: ApiContext) {
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
