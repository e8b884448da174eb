import type { TicketView } from '@frontrow/contract/queue';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { row } from '../kernel/sql.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { estimateWait, pollAfter } from './queue.policy.ts';
import type { QueueState, TokenRow } from './queue.sql.ts';
import * as statements from './queue.sql.ts';
import { type QueueTokenClaims, sealQueueToken } from './queue-token.ts';

/**
 * Takes a place in the concert's queue, or returns the live one that the user has. Admits at once
 * if there is room and nobody waits.
 *
 * @throws CONCERT_NOT_FOUND, QUEUE_CLOSED
 */
export async function join(
  ctx: DomainContext,
  caller: Caller,
  { concertId }: { concertId: string },
): Promise<TicketView> {
  return inTransaction(ctx, async (tx) => {
    const [locked] = await tx.sql.rows(statements.LOCK_QUEUE, [concertId]);
    if (!locked) throw new DomainError('CONCERT_NOT_FOUND');
    const ofUser = [concertId, caller.userId, tx.now];
    await tx.sql.rows(statements.EXPIRE_OWN_PASS, ofUser);
    const [known] = await tx.sql.rows<TokenRow>(statements.LIVE_TOKEN_OF_USER, ofUser);
    const queue = await queueState(tx, concertId);
    if (!known) {
      if (queue.closed || queue.sales_over) throw new DomainError('QUEUE_CLOSED');
      if (queue.is_open) await tx.sql.rows(statements.OPEN_PREQUEUE, [concertId]);
      const values = [tx.newId(), concertId, caller.userId, queue.is_open, tx.now];
      await tx.sql.rows(statements.INSERT_TOKEN, values);
    }
    if (queue.is_open) await admitLocked(tx, concertId);
    const token = await row<TokenRow>(tx.sql, statements.LIVE_TOKEN_OF_USER, ofUser);
    return ticketOf(tx, token);
  });
}

/**
 * The ticket as it stands; the call itself claims a pass that was just given.
 *
 * @throws QUEUE_TOKEN_EXPIRED
 */
export async function status(ctx: DomainContext, claims: QueueTokenClaims): Promise<TicketView> {
  const token = await liveToken(ctx, claims);
  await claimIfNew(ctx, token);
  return ticketOf(ctx, token);
}

/**
 * Lets a call through whose token is an active pass of the concert; the call claims the pass.
 * Null for a concert that is not known yet.
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
  if (token.status !== 'ACTIVE') {
    const ticket = await ticketOf(ctx, token);
    const { position, estimatedWaitSeconds, pollAfterSeconds } = ticket;
    throw new DomainError('QUEUE_WAITING', { position, estimatedWaitSeconds, pollAfterSeconds });
  }
  await claimIfNew(ctx, token);
  return token;
}

/** Counts a call with the token as the claim of a pass that was just given. */
export async function claim(
  ctx: DomainContext,
  { tokenId }: Pick<QueueTokenClaims, 'tokenId'>,
): Promise<void> {
  await ctx.sql.rows(statements.CLAIM, [tokenId, ctx.now]);
}

/**
 * A call that is refused shows as well as any other that its user is there. Its claim is written
 * apart, since what the call itself wrote is rolled back.
 */
export async function claimingThePass<Result>(
  ctx: DomainContext,
  claims: QueueTokenClaims,
  call: () => Promise<Result>,
): Promise<Result> {
  try {
    return await call();
  } catch (refusal) {
    if (refusal instanceof DomainError) await claim(ctx, claims);
    throw refusal;
  }
}

/** Behind the lock of a pass nothing else that is done with it can come between. */
export const behindPass = <Result>(
  ctx: DomainContext,
  { tokenId }: QueueTokenClaims,
  work: (tx: DomainContext) => Promise<Result>,
): Promise<Result> =>
  inTransaction(ctx, async (tx) => {
    await tx.sql.rows(statements.LOCK_TOKEN, [tokenId]);
    return work(tx);
  });

/**
 * Ends the place or pass at once. Its holds are not the queue's business: see reservation/leave.ts.
 *
 * @throws QUEUE_TOKEN_EXPIRED when it had ended already
 */
export async function endToken(
  ctx: DomainContext,
  tokenId: string,
  as: 'LEFT' | 'COMPLETED',
): Promise<void> {
  const [ended] = await ctx.sql.rows(statements.END_TOKEN, [tokenId, as, ctx.now]);
  if (!ended) throw new DomainError('QUEUE_TOKEN_EXPIRED');
}

/** Admits whoever is next in every queue where somebody waits; any server may do it at any time. */
export async function admitEverywhere(ctx: DomainContext): Promise<void> {
  const concerts = await ctx.sql.rows<{ concert_id: string }>(statements.WAITED_FOR, []);
  for (const { concert_id } of concerts) await admit(ctx, concert_id);
}

/** Admits whoever is next in one concert's queue, under both limits. Returns how many. */
export async function admit(ctx: DomainContext, concertId: string): Promise<number> {
  return inTransaction(ctx, async (tx) => {
    await tx.sql.rows(statements.LOCK_QUEUE, [concertId]);
    const queue = await queueState(tx, concertId);
    if (!queue.is_open) return 0;
    await tx.sql.rows(statements.OPEN_PREQUEUE, [concertId]);
    return admitLocked(tx, concertId);
  });
}

async function admitLocked(tx: DomainContext, concertId: string): Promise<number> {
  await tx.sql.rows(statements.EXPIRE_PASSES, [concertId, tx.now]);
  const admitted = await tx.sql.rows(statements.ADMIT, [concertId, tx.now]);
  return admitted.length;
}

async function liveToken(ctx: DomainContext, claims: QueueTokenClaims): Promise<TokenRow> {
  const [token] = await ctx.sql.rows<TokenRow>(statements.TOKEN_BY_ID, [claims.tokenId, ctx.now]);
  if (!token?.live) throw new DomainError('QUEUE_TOKEN_EXPIRED');
  return token;
}

async function claimIfNew(ctx: DomainContext, token: TokenRow): Promise<void> {
  if (token.status !== 'ACTIVE' || token.claimed_at !== null) return;
  await claim(ctx, { tokenId: token.id });
}

const queueState = (ctx: DomainContext, concertId: string) =>
  row<QueueState>(ctx.sql, statements.QUEUE_STATE, [concertId, ctx.now]);

async function ticketOf(ctx: DomainContext, token: TokenRow): Promise<TicketView> {
  const queue = await queueState(ctx, token.concert_id);
  const { position, admitted } =
    token.status === 'WAITING'
      ? await row<{ position: number; admitted: number }>(ctx.sql, statements.POSITION, [
          token.concert_id,
          token.number,
          ctx.now,
        ])
      : { position: null, admitted: 0 };
  return {
    token: sealQueueToken(ctx.queueKeys, {
      tokenId: token.id,
      concertId: token.concert_id,
      userId: token.user_id,
    }),
    concertId: token.concert_id,
    status: token.status as TicketView['status'],
    position,
    estimatedWaitSeconds: estimateWait(position, admitted),
    pollAfterSeconds: pollAfter(position, {
      pollAfterSeconds: queue.poll_after_seconds,
      claimSeconds: queue.claim_seconds,
    }),
    joinedAt: token.joined_at,
    admittedAt: token.admitted_at,
    activeUntil: later(token.deadline_at, token.ends_at),
  };
}

const later = (a: Date | null, b: Date | null): Date | null => (a && b && b > a ? b : a);
