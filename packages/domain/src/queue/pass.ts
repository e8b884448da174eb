import type { QueueTicket } from '@frontrow/contract/queue';
import type { DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { inTransaction } from '../kernel/transaction.ts';
import type { TokenRow } from './pass.sql.ts';
import * as statements from './pass.sql.ts';
import type { QueueTokenClaims } from './queue-token.ts';
import { roomsOf } from './rooms.ts';
import { ticketOf, waitingTicket } from './ticket.ts';

/** The ticket as it stands. @throws QUEUE_TOKEN_EXPIRED */
export async function status(ctx: DomainContext, claims: QueueTokenClaims): Promise<QueueTicket> {
  const waiting = await waitingTicket(ctx, claims);
  if (waiting) return waiting;
  const token = await liveToken(ctx, claims);
  if (!claims.admitted && token.number !== null) await allShow(ctx, claims.concertId, token.number);
  return ticketOf(ctx, token, claims);
}

/** Done once every server shows what the database says of a number, which may be of just now. */
async function allShow(ctx: DomainContext, concertId: string, number: number): Promise<void> {
  const rooms = roomsOf(ctx);
  await rooms.catchUp(ctx);
  const room = await rooms.of(ctx, concertId);
  if (!room.shows(number)) await rooms.shown(ctx, room.lastChangeAt);
}

/**
 * Lets a call through whose token is an active pass of the concert; null for one that is not known
 * yet.
 *
 * @throws QUEUE_TOKEN_EXPIRED, QUEUE_WAITING with the position, QUEUE_TOKEN_INVALID for a token of
 * another concert
 */
export async function requirePass(
  ctx: DomainContext,
  claims: QueueTokenClaims,
  concertId: string | null,
): Promise<TokenRow> {
  if (concertId !== null && claims.concertId !== concertId) {
    throw new DomainError('QUEUE_TOKEN_INVALID');
  }
  const token = await liveToken(ctx, claims);
  if (token.status !== 'ACTIVE') throw queueWaiting(await ticketOf(ctx, token, claims));
  return token;
}

/** The refusal of a call whose turn it is not yet. */
export const queueWaiting = ({
  position,
  estimatedWaitSeconds,
  pollAfterSeconds,
}: QueueTicket): DomainError<'QUEUE_WAITING'> =>
  new DomainError('QUEUE_WAITING', { position, estimatedWaitSeconds, pollAfterSeconds });

/**
 * Counts a call with the token as the claim of a pass that was just given. The shell does it for each
 * call that carries one, whatever comes of the call: a refusal shows as well that its user is there.
 */
export async function claim(ctx: DomainContext, { tokenId }: QueueTokenClaims): Promise<void> {
  await ctx.sql.rows(statements.CLAIM, [tokenId, ctx.now]);
}

/** Behind the lock of a pass nothing else that is done with it can come between. */
export const behindPass = <Result>(
  ctx: DomainContext,
  { tokenId }: Pick<QueueTokenClaims, 'tokenId'>,
  work: (tx: DomainContext) => Promise<Result>,
): Promise<Result> =>
  inTransaction(ctx, async (tx) => {
    await tx.sql.rows(statements.LOCK_TOKEN, [tokenId]);
    return work(tx);
  });

/**
 * Ends a live pass at once; false when it is none. Its holds are not the queue's business: see
 * reservation/leave.ts.
 */
export async function leavePass(
  ctx: DomainContext,
  { tokenId }: Pick<QueueTokenClaims, 'tokenId'>,
): Promise<boolean> {
  const [left] = await ctx.sql.rows(statements.LEAVE_PASS, [tokenId, ctx.now]);
  if (left) roomsOf(ctx).isAhead(tokenId);
  return left !== undefined;
}

/** The row of a token that is live. @throws QUEUE_TOKEN_EXPIRED */
async function liveToken(ctx: DomainContext, { tokenId }: QueueTokenClaims): Promise<TokenRow> {
  const [token] = await ctx.sql.rows<TokenRow>(statements.TOKENS_BY_ID, [[tokenId], ctx.now]);
  if (token?.status !== 'WAITING' && token?.status !== 'PREQUEUE') {
    roomsOf(ctx).isAhead(tokenId);
  }
  if (!token?.live) throw new DomainError('QUEUE_TOKEN_EXPIRED');
  return token;
}
