import { HEADERS } from '@frontrow/contract/headers';
import { DomainError, validationFailed } from '@frontrow/domain/kernel/errors';
import { type QueueTokenClaims, subjectHash } from '@frontrow/domain/queue/token/queue-token';
import type { Services } from '@frontrow/domain/services';
import type { Subject } from '@frontrow/domain/user/sign-in';
import { type Bearer, isExternalId } from './auth.ts';
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
 * @throws UNAUTHENTICATED, RATE_LIMITED, FORBIDDEN for acting for a user without the role service,
 * VALIDATION_FAILED if the user acted for is not named as it should be
 */
export async function requireBearer(ctx: ApiContext): Promise<Bearer> {
  const bearer = await bearerOf(ctx);
  const { subject, role } = bearer;
  const actedFor = ctx.header(HEADERS.onBehalfOf);
  if (actedFor !== null && role !== 'service') throw new DomainError('FORBIDDEN');
  // The limit protects against buyers' scripts; operators are not limited.
  if (role !== 'operator') await ctx.limiter.user(keyOf(subjectActedFor(ctx) ?? subject));
  return bearer;
}

const keyOf = (subject: Subject): string =>
  'userId' in subject ? subject.userId : `external:${subject.externalId}`;

const EXTERNAL = /^external:(.*)$/;
/** The longest external id, 255 characters of four bytes, takes 3,069 when it is percent-encoded. */
const MAX_ACTED_FOR_CHARACTERS = 3_100;

/**
 * The user that a back end acts for, by our own id or as `external:<externalId>`, in percent-encoded UTF-8.
 * Null if it acts for itself.
 *
 * @throws VALIDATION_FAILED
 */
function subjectActedFor(ctx: ApiContext): Subject | null {
  const header = ctx.header(HEADERS.onBehalfOf);
  if (header === null) return null;
  if (header.length > MAX_ACTED_FOR_CHARACTERS) {
    throw validationFailed([HEADERS.onBehalfOf], 'is too long');
  }
  const encoded = EXTERNAL.exec(header)?.[1];
  if (encoded === undefined) return { userId: header.toLowerCase() };
  const externalId = decoded(encoded);
  if (!isExternalId(externalId)) {
    const message = 'must be a user id, or external: and an external id in percent-encoded UTF-8';
    throw validationFailed([HEADERS.onBehalfOf], message);
  }
  return { externalId, createAs: ctx.auth.autoCreate ? 'customer' : null };
}

/** Null for what is not percent-encoded UTF-8. */
function decoded(encoded: string): string | null {
  if (!/^[\x21-\x7e]+$/.test(encoded)) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
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
  const user = subjectActedFor(ctx) ?? subject;
  if ('userId' in user) return claims.userId === user.userId.toLowerCase();
  return claims.subjectHash === subjectHash(user.externalId);
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
  const other = subjectActedFor(ctx);
  const service = role === 'service';
  if (other === null) return { id: own.id, name: own.name, role, service };
  const { id, name } = await ctx.services.session.requireUser(other);
  return { id, name, role: 'customer', service };
}
