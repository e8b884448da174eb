import type { StatementContext } from '../../kernel/context.ts';
import { noteOutcome, outcomeOf } from '../../kernel/database/outcome.ts';
import { BY_INDEX } from '../../kernel/database/sql.ts';
import { beginWith } from '../../kernel/database/transaction.ts';
import { isConnectionLost } from '../../kernel/database/unavailable.ts';
import type { LockedQueueRow, LoggedChange } from './queue-lock.sql.ts';
import * as statements from './queue-lock.sql.ts';

/*
 * The queue lock is the row lock on `queue`. Joins, leaves and admissions of one concert run behind it,
 * one transaction after the other, so that queue numbers are consecutive and in commit order, and so
 * that two admissions cannot both use the last free pass. Each of these transactions ends with
 * `commitChange`, which appends what happened to the change log that all servers follow. Several joins
 * or leaves share one transaction (group commit), so the lock is taken once per batch.
 */

/**
 * In milliseconds. The holder of the lock blocks all joins and admissions of the concert: the limits end
 * the transaction of a process that freezes before users notice.
 */
const LIMITS = { lock: 800, statement: 900, idle: 900 };
/** For the second try of a statement that took longer. A statement needs no process that is awake. */
const SLOW_LIMITS = { lock: 800, statement: 8_000, idle: 900 };
const ATTEMPTS = 4;
const LOCK_NOT_AVAILABLE = '55P03';
const QUERY_CANCELED = '57014';

/** A concert's queue, locked by the transaction `tx`. */
export interface LockedQueue {
  /** Its `now()` is the time at which the lock was granted. */
  tx: StatementContext;
  queue: LockedQueueRow;
  concertId: string;
}

/**
 * Waits for the queue lock and runs `work` behind it. Tries again if the database was too slow for the
 * limits. Returns null if the concert does not exist.
 */
export async function withQueueLock<Result>(
  ctx: StatementContext,
  concertId: string,
  work: (locked: LockedQueue) => Promise<Result>,
): Promise<Result | null> {
  let mayBeDone = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await runLocked(ctx, { concertId, wait: true }, work);
    } catch (error) {
      const waitedTooLong = codeOf(error) === LOCK_NOT_AVAILABLE || isConnectionLost(error);
      mayBeDone ||= waitedTooLong && outcomeOf(error) === 'UNKNOWN';
      if (waitedTooLong && ctx.pool && attempt < ATTEMPTS) continue;
      throw mayBeDone ? noteOutcome(error, 'UNKNOWN') : error;
    }
  }
}

/** The same, but does not wait: returns null if another transaction has the lock. */
export const tryWithQueueLock = <Result>(
  ctx: StatementContext,
  concertId: string,
  work: (locked: LockedQueue) => Promise<Result>,
): Promise<Result | null> => runLocked(ctx, { concertId, wait: false }, work);

async function runLocked<Result>(
  ctx: StatementContext,
  { concertId, wait }: { concertId: string; wait: boolean },
  work: (locked: LockedQueue) => Promise<Result>,
): Promise<Result | null> {
  if (!ctx.pool) throw new Error('the queue lock needs a transaction of its own');
  const first = `${BY_INDEX}; ${statements.lockQueue(concertId, { wait, now: ctx.now() })}`;
  const run = async (tx: StatementContext, [queue]: LockedQueueRow[]) =>
    queue ? work({ tx: { ...tx, now: () => queue.now }, queue, concertId }) : null;
  try {
    return await beginWith(ctx, { ...LIMITS, first }, run);
  } catch (error) {
    if (codeOf(error) !== QUERY_CANCELED) throw error;
    return beginWith(ctx, { ...SLOW_LIMITS, first }, run);
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** An entry that left before it was admitted. */
export interface DepartedEntry {
  id: string;
  number: number | null;
  round: number | null;
  arrival: number | null;
}

export interface QueueChange {
  /** The caller's time and not that of the lock: servers show a change a fixed time after its timestamp. */
  now: Date | null;
  departed?: DepartedEntry[];
  /** Numbers that a draw gave to entries that had left before. */
  gone?: number[];
}

/** Appends to the change log and commits, in one round trip. Must be the last statement of the work. */
export async function commitChange(
  { tx, queue, concertId }: LockedQueue,
  { now, departed = [], gone = [] }: QueueChange,
): Promise<LoggedChange | null> {
  if (!tx.sql.rowsAndCommit) throw new Error('the queue lock needs a transaction of its own');
  const common = { concertId, now, gone: [], left: [], leftArrivals: [], round: queue.round };
  const left = departed.flatMap(({ number }) => number ?? []);
  const texts = [statements.logChange({ ...common, left, gone })];
  const withoutNumber = departed.filter(({ number }) => number === null);
  for (const [round, entries] of Map.groupBy(withoutNumber, (entry) => entry.round)) {
    const leftArrivals = entries.flatMap(({ arrival }) => arrival ?? []);
    texts.push(statements.logChange({ ...common, round: round ?? queue.round, leftArrivals }));
  }
  const [change] = await tx.sql.rowsAndCommit<LoggedChange>(texts.join(';'));
  return change ?? null;
}

/** Deletes changes that no server needs any more. */
export const deleteOldChanges = (ctx: StatementContext): Promise<unknown[]> =>
  ctx.sql.rows(statements.DELETE_OLD_CHANGES, [ctx.now()]);
