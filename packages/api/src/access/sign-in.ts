import { HEADERS } from '@frontrow/contract/headers';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { type QueueTokenClaims, subjectHash } from '@frontrow/domain/queue/token/queue-token';
import type { Services } from '@frontrow/domain/services';
import type { Subject } from '@frontrow/domain/user/sign-in';
import type { ApiContext, SignedIn } from '../context.ts';
import type { Bearer } from './auth.ts';
import { actedForIn } from './counted-caller.ts';

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
 * Verifies the bearer token. Does not look up the user.
 *
 * @throws UNAUTHENTICATED, FORBIDDEN for acting for a user without the role service,
 * VALIDATION_FAILED if the user acted for is not named as it should be
 */
export async function requireBearer(ctx: ApiContext): Promise<Bearer> {
  const bearer = await bearerOf(ctx);
  const actedFor = ctx.header(HEADERS.onBehalfOf);
  if (actedFor === null) return bearer;
  if (bearer.role !== 'service') throw new DomainError('FORBIDDEN');
  actedForIn(actedFor);
  return bearer;
}

/**
 * The user that a back end acts for, by our own id or as `external:<externalId>`, in percent-encoded UTF-8.
 * Null if it acts for itself.
 *
 * @throws VALIDATION_FAILED
 */
function subjectActedFor(ctx: ApiContext): Subject | null {
  const header = ctx.header(HEADERS.onBehalfOf);
  if (header === null) return null;
  const actedFor = actedForIn(header);
  if ('userId' in actedFor) return actedFor;
  return { ...actedFor, createAs: ctx.auth.autoCreate ? 'customer' : null };
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
  return isHeldBy(claims, subjectActedFor(ctx) ?? subject);
}

/** The hashes of the external ids of bearers that are remembered. */
const subjectHashes = new WeakMap<Subject, string>();

/** Whether a queue token belongs to this user. Makes no statement. */
export function isHeldBy(claims: QueueTokenClaims, user: Subject): boolean {
  if ('userId' in user) return claims.userId === user.userId.toLowerCase();
  const hash = subjectHashes.get(user) ?? subjectHash(user.externalId);
  subjectHashes.set(user, hash);
  return claims.subjectHash === hash;
}

function bearerOf(ctx: ApiContext): Promise<Bearer> {
  ctx.memo.bearer ??= ctx.auth.verify(ctx.header(HEADERS.authorization));
  return ctx.memo.bearer;
}

async function userOf(ctx: ApiContext): Promise<SignedIn> {
  const { subject, role } = await bearerOf(ctx);
  const own = await ctx.services.session.requireUser(subject);
  const other = subjectActedFor(ctx);
  const service = role === 'service';
  if (other === null) return { id: own.id, name: own.name, role, service };
  const { id, name } = await ctx.services.session.requireUser(other);
  return { id, name, role: 'customer', service };
}
