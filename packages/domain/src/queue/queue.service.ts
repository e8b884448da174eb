import type { TicketView } from '@frontrow/contract/queue';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { row, type Statement } from '../kernel/sql.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { estimateWait, pollAfter } from './queue.policy.ts';
import type { QueueState, TokenRow } from './queue.sql.ts';
import * as statements from './queue.sql.ts';
import { type QueueTokenClaims, sealQueueToken } from './queue-token.ts';

/** Joins wait this long for their turn; then the caller is told to come again. */
const JOIN_LOCK_SECONDS = 2;
const JOIN_ATTEMPTS = 3;

/**
 * Takes a place in the concert's queue, or returns the live one that the user has. Admits at once
 * if there is room and nobody waits.
 *
 * @throws CONCERT_NOT_FOUND, QUEUE_CLOSED, USER_NOT_FOUND
 */
export async function join(
  ctx: DomainContext,
  caller: Caller,
  { concertId }: { concertId: string },
): Promise<TicketView> {
  for (let attempt = 1; attempt <= JOIN_ATTEMPTS; attempt++) {
    const token = await inTransaction(ctx, (tx) => joinLocked(tx, caller, concertId), {
      lockSeconds: JOIN_LOCK_SECONDS,
    });
    if (token) return ticketOf(ctx, token);
  }
  throw new DomainError('QUEUE_TOKEN_EXPIRED');
}

/** Null when the place was left or used up by another call while this one looked at it. */
async function joinLocked(
  ctx: DomainContext,
  { userId }: Caller,
  concertId: string,
): Promise<TokenRow | null> {
  const tx = await atLockedQueue(ctx, concertId, statements.LOCK_QUEUE);
  if (!tx) throw new DomainError('CONCERT_NOT_FOUND');
  const ofUser = [concertId, userId, tx.now];
  const queue = await queueState(tx, concertId);
  if (queue.is_open) await tx.sql.rows(statements.OPEN_PREQUEUE, [concertId]);
  await tx.sql.rows(statements.EXPIRE_OWN_PASS, ofUser);
  const [known] = await tx.sql.rows<TokenRow>(statements.LIVE_TOKEN_OF_USER, ofUser);
  if (!known) {
    if (queue.closed || queue.sales_over) throw new DomainError('QUEUE_CLOSED');
    const values = [tx.newId(), concertId, userId, queue.is_open, tx.now];
    const [placed] = await tx.sql.rows(statements.INSERT_TOKEN, values);
    if (!placed) throw new DomainError('USER_NOT_FOUND');
  }
  if (queue.is_open) await admitLocked(tx, concertId, ctx.now);
  const [token] = await tx.sql.rows<TokenRow>(statements.LIVE_TOKEN_OF_USER, ofUser);
  return token ?? null;
}

/** The context behind the lock of a queue, its time fixed; null where the lock cannot be had. */
async function atLockedQueue(
  ctx: DomainContext,
  concertId: string,
  lock: Statement,
): Promise<DomainContext | null> {
  const [locked] = await ctx.sql.rows<{ now: Date }>(lock, [concertId, ctx.now]);
  return locked ? { ...ctx, now: locked.now } : null;
}

/** The ticket as it stands. @throws QUEUE_TOKEN_EXPIRED */
export async function status(ctx: DomainContext, claims: QueueTokenClaims): Promise<TicketView> {
  return ticketOf(ctx, await liveToken(ctx, claims));
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
  if (token.status !== 'ACTIVE') {
    const ticket = await ticketOf(ctx, token);
    const { position, estimatedWaitSeconds, pollAfterSeconds } = ticket;
    throw new DomainError('QUEUE_WAITING', { position, estimatedWaitSeconds, pollAfterSeconds });
  }
  return token;
}

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

/**
 * Admits whoever is next in every queue where somebody waits; any server may do it at any time. A
 * queue that is locked is left to whoever holds the lock, and one that fails does not hold up others.
 */
export async function admitEverywhere(ctx: DomainContext): Promise<void> {
  const concerts = await ctx.sql.rows<{ concert_id: string }>(statements.WAITED_FOR, []);
  const rounds = concerts.map(
    ({ concert_id }) =>
      () =>
        admit(ctx, concert_id),
  );
  const failures: unknown[] = [];
  for (const round of rounds) await round().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'admissions failed');
}

/** Admits whoever is next in one concert's queue, under both limits. Returns how many. */
export async function admit(ctx: DomainContext, concertId: string): Promise<number> {
  return inTransaction(ctx, async (outer) => {
    const tx = await atLockedQueue(outer, concertId, statements.LOCK_QUEUE_IF_FREE);
    if (!tx || !(await queueState(tx, concertId)).is_open) return 0;
    await tx.sql.rows(statements.OPEN_PREQUEUE, [concertId]);
    return admitLocked(tx, concertId, ctx.now);
  });
}

/**
 * Admits at the time of the statement that counts, not at that of the lock: a pass that ended in
 * between was still live at the lock, and its place would have been given twice by the record.
 */
async function admitLocked(
  tx: DomainContext,
  concertId: string,
  now: Date | null,
): Promise<number> {
  await tx.sql.rows(statements.EXPIRE_PASSES, [concertId, tx.now]);
  const admitted = await tx.sql.rows(statements.ADMIT, [concertId, now]);
  return admitted.length;
}

async function liveToken(ctx: DomainContext, claims: QueueTokenClaims): Promise<TokenRow> {
  const [token] = await ctx.sql.rows<TokenRow>(statements.TOKEN_BY_ID, [claims.tokenId, ctx.now]);
  if (!token?.live) throw new DomainError('QUEUE_TOKEN_EXPIRED');
  return token;
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
      passSeconds: Math.min(queue.claim_seconds, queue.active_seconds),
    }),
    joinedAt: token.joined_at,
    admittedAt: token.admitted_at,
    activeUntil: later(token.deadline_at, token.ends_at),
  };
}

const later = (a: Date | null, b: Date | null): Date | null => (a && b && b > a ? b : a);
