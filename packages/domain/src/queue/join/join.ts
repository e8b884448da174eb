import { randomUUID } from 'node:crypto';
import type { QueueTicket } from '@frontrow/contract/queue';
import type { Caller } from '../../kernel/context.ts';
import { noteCommit } from '../../kernel/database/outcome.ts';
import { DomainError, unavailable } from '../../kernel/errors.ts';
import { admitLocked } from '../admission/admit.ts';
import { LIVE_ENTRIES_OF_USERS } from '../entry/entry.sql.ts';
import { commitChange, type LockedQueue, withQueueLock } from '../lock/queue-lock.ts';
import { ticketOfEntry, waitingTicket } from '../poll/poll.ts';
import { claimsOf, passTicket, waitingTicketAt } from '../poll/queue-ticket.ts';
import { freezeIfDue } from '../prequeue/freeze.ts';
import type { QueueContext } from '../queue-context.ts';
import { entrantOf, subjectHash } from '../token/queue-token.ts';
import type { Joined, JoinOutcome } from './join.sql.ts';
import * as statements from './join.sql.ts';

/*
 * A join gives a user an entry in a concert's queue, or returns the live entry that the user has. Joins
 * that come at the same time share one transaction behind the queue lock (group commit). In it the pre-
 * queue is frozen if the opening has come, new entries get the next numbers, and the next entries are
 * admitted. The answer of a new entry tells its position as of that transaction; the answer of an
 * entry that existed before waits until all servers show what it says.
 */

const MAX_ATTEMPTS = 20;
const RETRY_MILLISECONDS = 100;

/**
 * Joins the queue of a concert. Admits at once if the limits allow it and nobody waits.
 *
 * @throws CONCERT_NOT_FOUND, QUEUE_CLOSED, USER_NOT_FOUND, SERVICE_UNAVAILABLE
 */
export async function join(
  ctx: QueueContext,
  caller: Caller,
  { concertId }: { concertId: string },
): Promise<QueueTicket> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await ctx.queue.joins.add(concertId, caller.userId, (userIds) =>
      joinBatch(ctx, concertId, userIds),
    );
    // The batch may have run in another call.
    noteCommit();
    if (typeof outcome !== 'string') {
      const ticket = await ticketOfJoin(ctx, outcome);
      if (ticket) return ticket;
    } else if (outcome !== 'BUSY') throw new DomainError(outcome);
    if (attempt === MAX_ATTEMPTS) throw unavailable(null, 'NOT_DONE');
    await ctx.clock.sleep(RETRY_MILLISECONDS);
  }
}

/**
 * The ticket of a join. A new entry gets its position as of its own transaction; its token carries that
 * position, and servers that still show an earlier state never show a higher one. An entry that existed
 * before may have older tokens without it, so its answer waits until all servers show the same. Null if
 * the entry was admitted or left meanwhile: the caller joins again.
 */
async function ticketOfJoin(
  ctx: QueueContext,
  { entry, created, seq }: Joined,
): Promise<QueueTicket | null> {
  const { external_id: externalId, number } = entry;
  const hash = externalId === null ? null : subjectHash(externalId);
  const shown = { positionCeiling: null, subjectHash: hash };
  if (number === null || (created && entry.status === 'ACTIVE')) {
    return ticketOfEntry(ctx, entry, shown);
  }
  const { replicas, supplies } = ctx.queue;
  const supply = await supplies.get(ctx, entry.concert_id);
  const replica = await replicas.waitForSeq(ctx, entry.concert_id, seq);
  const claims = claimsOf(entry, shown);
  if (created) {
    const state = replica.waitingState(replica.latest, { number, positionCeiling: null });
    return waitingTicketAt(ctx, { replica, supply, claims, state });
  }
  if (!replica.showsLatestOf(number)) await replicas.waitUntilVisible(ctx, replica.lastChangeAt);
  if (entry.status === 'ACTIVE') return passTicket(ctx, { replica, supply, claims, entry });
  return waitingTicket(ctx, claims);
}

async function joinBatch(
  ctx: QueueContext,
  concertId: string,
  userIds: string[],
): Promise<JoinOutcome[]> {
  const outcomes = await withQueueLock(ctx, concertId, (locked) =>
    joinLocked(locked, userIds, ctx.now()),
  );
  return userIds.map((userId) => outcomes?.get(userId) ?? 'CONCERT_NOT_FOUND');
}

async function joinLocked(
  locked: LockedQueue,
  requested: string[],
  now: Date | null,
): Promise<Map<string, JoinOutcome>> {
  const { tx, queue, concertId } = locked;
  const userIds = [...new Set(requested)];
  await freezeIfDue(locked);
  await tx.sql.rows(statements.EXPIRE_PASSES_OF, [concertId, tx.now(), userIds]);
  const entryIds = userIds.map((): string => randomUUID());
  const closed = queue.closed || queue.sale_closed;
  if (!closed) {
    const entrants = entryIds.map(entrantOf);
    const values = [concertId, userIds, entryIds, entrants, queue.is_open, tx.now()];
    await tx.sql.rows(statements.INSERT_ENTRIES, values);
  }
  if (queue.is_open) await admitLocked(locked, now);
  const values = [concertId, userIds, tx.now()];
  const entries = await tx.sql.rows<Joined['entry']>(LIVE_ENTRIES_OF_USERS, values);
  const outcomes = new Map<string, JoinOutcome>();
  const missing = userIds.filter((id) => !entries.some(({ user_id }) => user_id === id));
  if (closed) for (const id of missing) outcomes.set(id, 'QUEUE_CLOSED');
  else if (missing.length > 0) {
    const living = await tx.sql.rows<{ id: string }>(statements.EXISTING_USERS, [missing]);
    for (const id of missing) outcomes.set(id, 'USER_NOT_FOUND');
    for (const { id } of living) outcomes.set(id, 'BUSY');
  }
  const change = queue.is_open ? await commitChange(locked, { now }) : null;
  const seq = change?.seq ?? queue.seq;
  for (const entry of entries) {
    outcomes.set(entry.user_id, { entry, created: entryIds.includes(entry.id), seq });
  }
  return outcomes;
}
