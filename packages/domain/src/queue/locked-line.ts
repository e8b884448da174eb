import type { DomainContext } from '../kernel/context.ts';
import { inTransactionFrom } from '../kernel/transaction.ts';
import { isConnectionLost } from '../kernel/unavailable.ts';
import type { LeftRow, LockedQueue, LoggedChange } from './line.sql.ts';
import * as statements from './line.sql.ts';

/**
 * Milliseconds. Whoever holds the lock of a line stands in the way of all of its joins and admissions:
 * a process that freezes in the middle loses it before anybody notices.
 */
const LIMITS = { lock: 800, statement: 900, idle: 900 };
/** For what turned out to take longer: a statement goes on by itself, whatever its process does. */
const PATIENT = { lock: 800, statement: 8_000, idle: 900 };
const ATTEMPTS = 4;
const LOCK_NOT_AVAILABLE = '55P03';
const QUERY_CANCELED = '57014';

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
      return await locked(ctx, { concertId, wait: true }, work);
    } catch (error) {
      const waited = codeOf(error) === LOCK_NOT_AVAILABLE || isConnectionLost(error);
      if (!waited || !ctx.pool || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The same where nobody else has the lock; null where somebody has. */
export const behindFreeLock = <Result>(
  ctx: DomainContext,
  concertId: string,
  work: (line: LockedLine) => Promise<Result>,
): Promise<Result | null> => locked(ctx, { concertId, wait: false }, work);

async function locked<Result>(
  ctx: DomainContext,
  { concertId, wait }: { concertId: string; wait: boolean },
  work: (line: LockedLine) => Promise<Result>,
): Promise<Result | null> {
  if (!ctx.pool) throw new Error('a line is changed in a transaction of its own');
  const first = statements.lockQueue(concertId, { wait, now: ctx.now });
  const run = async (tx: DomainContext, [queue]: LockedQueue[]) =>
    queue ? work({ tx: { ...tx, now: queue.now }, queue, concertId }) : null;
  try {
    return await inTransactionFrom(ctx, { ...LIMITS, first }, run);
  } catch (error) {
    if (codeOf(error) !== QUERY_CANCELED) throw error;
    return inTransactionFrom(ctx, { ...PATIENT, first }, run);
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

export interface LineChange {
  /** The caller's time, not that of the lock: servers show a change a while after the time it bears. */
  now: Date | null;
  /** Who left. */
  left?: LeftRow[];
  /** Numbers of a draw whose entrants had left before they had them. */
  gone?: number[];
}

/** Logs what came of the work and commits: the last thing behind the lock. */
export async function commitChange(
  { tx, queue, concertId }: LockedLine,
  { now, left = [], gone = [] }: LineChange,
): Promise<LoggedChange | null> {
  if (!tx.sql.finish) throw new Error('a line is changed in a transaction of its own');
  const common = { concertId, now, gone: [], left: [], leftEntries: [], round: queue.round };
  const numbers = left.flatMap(({ number }) => number ?? []);
  const texts = [statements.logChange({ ...common, left: numbers, gone })];
  const withoutNumber = left.filter(({ number }) => number === null);
  for (const [round, leavers] of Map.groupBy(withoutNumber, (row) => row.round)) {
    const leftEntries = leavers.flatMap(({ entry }) => entry ?? []);
    texts.push(statements.logChange({ ...common, round: round ?? queue.round, leftEntries }));
  }
  const [change] = await tx.sql.finish<LoggedChange>(texts.join(';'));
  return change ?? null;
}

/** Deletes logged changes that no server needs any more. */
export const forgetChanges = (ctx: DomainContext): Promise<unknown[]> =>
  ctx.sql.rows(statements.FORGET_CHANGES, [ctx.now]);
