import type { DomainContext } from '../kernel/context.ts';
import type { Statement } from '../kernel/sql.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { isConnectionLost } from '../kernel/unavailable.ts';
import type { LeftRow, LockedQueue, LoggedChange } from './line.sql.ts';
import * as statements from './line.sql.ts';

/**
 * Milliseconds. Whoever holds the lock of a line stands in the way of all of its joins and admissions:
 * a process that freezes in the middle loses it before anybody notices.
 */
const LIMITS = { lock: 800, statement: 900, idle: 900 };
const ATTEMPTS = 4;
/** lock_not_available, query_canceled. */
const PASSING = new Set(['55P03', '57014']);

/** Work behind the lock of a concert's line. */
export interface LockedLine {
  /** Its time is that of the lock. */
  tx: DomainContext;
  queue: LockedQueue;
  concertId: string;
}

/**
 * Runs work behind the lock of a line, waiting for it; again, when the database was too slow for the
 * limits of that. Null for a concert that is not there.
 */
export async function behindLock<Result>(
  ctx: DomainContext,
  concertId: string,
  work: (line: LockedLine) => Promise<Result>,
): Promise<Result | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await locked(ctx, { concertId, lock: statements.LOCK_QUEUE }, work);
    } catch (error) {
      const { code } = error as { code?: unknown };
      const passing = (typeof code === 'string' && PASSING.has(code)) || isConnectionLost(error);
      if (!passing || !ctx.pool || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The same where nobody else has the lock; null where somebody has. */
export const behindFreeLock = <Result>(
  ctx: DomainContext,
  concertId: string,
  work: (line: LockedLine) => Promise<Result>,
): Promise<Result | null> => locked(ctx, { concertId, lock: statements.LOCK_QUEUE_IF_FREE }, work);

async function locked<Result>(
  ctx: DomainContext,
  { concertId, lock }: { concertId: string; lock: Statement },
  work: (line: LockedLine) => Promise<Result>,
): Promise<Result | null> {
  const run = async (tx: DomainContext) => {
    const [queue] = await tx.sql.rows<LockedQueue>(lock, [concertId, tx.now]);
    return queue ? work({ tx: { ...tx, now: queue.now }, queue, concertId }) : null;
  };
  return inTransaction(ctx, run, LIMITS);
}

/**
 * Logs what came of the work: the last thing behind the lock. `now` is the caller's, not that of the
 * lock: servers show the change a while after the time that it bears.
 */
export async function logChange(
  { tx, queue, concertId }: LockedLine,
  now: Date | null,
  left: LeftRow[] = [],
): Promise<LoggedChange | null> {
  const rounds = [...new Set(left.map(({ number, round }) => (number === null ? round : null)))];
  let last: LoggedChange | null = null;
  for (const round of rounds.length > 0 ? rounds : [null]) {
    const leavers = left.filter((row) => (row.number === null ? row.round : null) === round);
    const numbers = leavers.flatMap(({ number }) => number ?? []);
    const entries = leavers.flatMap(({ number, entry }) => (number === null ? (entry ?? []) : []));
    const values = [concertId, numbers, entries, round ?? queue.round, now];
    const [change] = await tx.sql.rows<LoggedChange>(statements.LOG_CHANGE, values);
    last = change ?? last;
  }
  return last;
}

/** Deletes logged changes that no server needs any more. */
export const forgetChanges = (ctx: DomainContext): Promise<unknown[]> =>
  ctx.sql.rows(statements.FORGET_CHANGES, [ctx.now]);
