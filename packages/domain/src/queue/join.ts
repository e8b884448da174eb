import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueTicket } from '@frontrow/contract/queue';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { GroupCommit } from '../kernel/group-commit.ts';
import { perProcess } from '../kernel/per-process.ts';
import { admitLocked, freezeIfDue } from './admit.ts';
import * as statements from './line.sql.ts';
import { behindLock, commitChange, type LockedLine } from './locked-line.ts';
import { LIVE_TOKENS_OF_USERS, type TokenRow } from './pass.sql.ts';
import { bearerMark, entrantOf } from './queue-token.ts';
import { roomsOf } from './rooms.ts';
import { claimsOf, passTicket, ticketAt, ticketOf, waitingTicket } from './ticket.ts';

interface Joined {
  token: TokenRow & { external_id: string | null };
  /** Whether the place is a new one, and the last change of the line when it was given. */
  placed: boolean;
  seq: number;
}
type Outcome = Joined | 'CONCERT_NOT_FOUND' | 'QUEUE_CLOSED' | 'USER_NOT_FOUND' | 'BUSY';

const MOST_TOGETHER = 500;
const MOST_ATTEMPTS = 20;
const AGAIN_MILLISECONDS = 100;

/** The joins that this process makes together. */
class Door extends GroupCommit<string, Outcome> {
  constructor() {
    super(MOST_TOGETHER);
  }
}

/**
 * Takes a place in the concert's queue, or returns the live one that the user has. Admits at once
 * if there is room and nobody waits. Those who join at the same time do so in one transaction.
 *
 * @throws CONCERT_NOT_FOUND, QUEUE_CLOSED, USER_NOT_FOUND
 */
export async function join(
  ctx: DomainContext,
  caller: Caller,
  { concertId }: { concertId: string },
): Promise<QueueTicket> {
  const door = perProcess(ctx, Door);
  for (let attempt = 1; ; attempt++) {
    const outcome = await door.add(concertId, caller.userId, (userIds) =>
      joinTogether(ctx, concertId, userIds),
    );
    if (typeof outcome !== 'string') {
      const ticket = await joinedTicket(ctx, outcome);
      if (ticket) return ticket;
    } else if (outcome !== 'BUSY') throw new DomainError(outcome);
    if (attempt === MOST_ATTEMPTS) {
      throw new DomainError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 });
    }
    await sleep(AGAIN_MILLISECONDS);
  }
}

/**
 * A new place is told its position as of its own transaction; its token carries it, and servers that
 * still show an earlier moment keep to it. A place that was there before may have tokens that do not
 * say as much: it is answered once all servers show what it is told. Null when it was admitted or left
 * meanwhile.
 */
async function joinedTicket(
  ctx: DomainContext,
  { token, placed, seq }: Joined,
): Promise<QueueTicket | null> {
  const { external_id: externalId } = token;
  const told = { told: null, bearer: externalId === null ? null : bearerMark(externalId) };
  const { number } = token;
  if (number === null || (placed && token.status === 'ACTIVE')) return ticketOf(ctx, token, told);
  const rooms = roomsOf(ctx);
  const room = await rooms.upTo(ctx, token.concert_id, seq);
  const claims = claimsOf(token, told);
  if (placed) {
    const position = Math.max(1, room.head.positionOf(number));
    const place = { status: 'WAITING' as const, number, position };
    return ticketAt(ctx, { room, claims, place });
  }
  if (!room.shows(number)) await rooms.shown(ctx, room.lastChangeAt);
  if (token.status === 'ACTIVE') return passTicket(ctx, { room, claims, token });
  return waitingTicket(ctx, claims);
}

async function joinTogether(
  ctx: DomainContext,
  concertId: string,
  userIds: string[],
): Promise<Outcome[]> {
  const joined = await behindLock(ctx, concertId, (line) => joinLocked(line, userIds, ctx.now));
  return userIds.map((userId) => joined?.get(userId) ?? 'CONCERT_NOT_FOUND');
}

async function joinLocked(
  line: LockedLine,
  everybody: string[],
  now: Date | null,
): Promise<Map<string, Outcome>> {
  const { tx, queue, concertId } = line;
  const userIds = [...new Set(everybody)];
  await freezeIfDue(line);
  await tx.sql.rows(statements.EXPIRE_PASSES_OF, [concertId, tx.now, userIds]);
  const tokenIds = userIds.map((): string => randomUUID());
  const closed = queue.closed || queue.sales_over;
  if (!closed) {
    const entrants = tokenIds.map(entrantOf);
    const values = [concertId, userIds, tokenIds, entrants, queue.is_open, tx.now];
    await tx.sql.rows(statements.INSERT_TOKENS, values);
  }
  if (queue.is_open) await admitLocked(line, now);
  const values = [concertId, userIds, tx.now];
  const tokens = await tx.sql.rows<Joined['token']>(LIVE_TOKENS_OF_USERS, values);
  const outcomes = new Map<string, Outcome>();
  const missing = userIds.filter((id) => !tokens.some(({ user_id }) => user_id === id));
  if (closed) for (const id of missing) outcomes.set(id, 'QUEUE_CLOSED');
  else if (missing.length > 0) {
    const living = await tx.sql.rows<{ id: string }>(statements.LIVING_USERS, [missing]);
    for (const id of missing) outcomes.set(id, 'USER_NOT_FOUND');
    // Somebody else has a lock on the user or on the pass that just ran out.
    for (const { id } of living) outcomes.set(id, 'BUSY');
  }
  const change = queue.is_open ? await commitChange(line, { now }) : null;
  const seq = change?.seq ?? queue.seq;
  for (const token of tokens) {
    const placed = tokenIds.includes(token.id);
    outcomes.set(token.user_id, { token, placed, seq });
  }
  return outcomes;
}
