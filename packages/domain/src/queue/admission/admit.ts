import { row } from '../../kernel/database/sql.ts';
import { commitChange, type LockedQueue, tryWithQueueLock } from '../lock/queue-lock.ts';
import { freezeIfDue } from '../prequeue/freeze.ts';
import type { AdmissionContext } from '../queue-context.ts';
import type { AdmitRow, DueQueues } from './admit.sql.ts';
import * as statements from './admit.sql.ts';

/*
 * Admission turns the next waiting entries into passes, as far as `maxActive` and `admitPerMinute`
 * allow. A join, a leave and the end of a draw admit at once; every server also runs `admitAllQueues`
 * every 0.3 seconds. All use one statement behind the queue lock, which counts the limits from live
 * rows, so any number of servers may admit at the same time. A queue whose lock is taken is skipped: the
 * holder of the lock admits.
 */

/** Queues that one server works on at the same time. */
const CONCURRENCY = 2;

export interface Admitted {
  admitted: number;
  /** More entries may be due at once. */
  more: boolean;
}

/**
 * Runs one admission in every open queue where somebody waits and the limits have room: two statements say
 * which, for all. Each queue has a transaction of its own, so that one that fails or is slow does not delay
 * the others. Returns whether more is due at once.
 *
 * @throws AggregateError with the errors of all queues that failed because the database cannot be reached
 */
export async function admitAllQueues(ctx: AdmissionContext): Promise<boolean> {
  const concertIds = await queuesToAdmit(ctx);
  const failures: unknown[] = [];
  let more = false;
  const work = async () => {
    for (let concertId = concertIds.shift(); concertId; concertId = concertIds.shift()) {
      const id = concertId;
      const run = await ctx.queue.failures
        .attempt(ctx, { work: 'admit', concertId: id }, () => admitOnce(ctx, id))
        .catch((error: unknown) => {
          failures.push(error);
          return null;
        });
      if (run && run.admitted > 0) ctx.queue.admissionRounds.noteAdmitted(id);
      more ||= run?.more === true;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  if (failures.length > 0) throw new AggregateError(failures, 'admissions failed');
  return more;
}

/** The queues where an admission would change something; of many queues, of one part of them. */
async function queuesToAdmit(ctx: AdmissionContext): Promise<string[]> {
  const { admissionRounds } = ctx.queue;
  const { parts, part, besides } = admissionRounds.next();
  const listed = [ctx.now(), parts, part, besides];
  const due = await row<DueQueues>(ctx.sql, statements.DUE_QUEUES, listed);
  admissionRounds.noteCounted(due.in_all);
  const freezing = due.freezing ?? [];
  if (due.concert_ids === null) return freezing;
  const { concert_ids: ids, max_active: most, admit_per_minute: perMinute, clock_leads } = due;
  const values = [ids, most, perMinute, clock_leads, ctx.now()];
  const withRoom = await ctx.sql.rows<{ concert_id: string }>(statements.QUEUES_WITH_ROOM, values);
  return [...freezing, ...withRoom.map(({ concert_id }) => concert_id)];
}

/** One admission in one concert's queue; null if another transaction has the queue lock. */
export const admitOnce = (ctx: AdmissionContext, concertId: string): Promise<Admitted | null> =>
  tryWithQueueLock(ctx, concertId, async (locked) => {
    if (!locked.queue.is_open) return null;
    await freezeIfDue(locked);
    const run = await admitLocked(locked, ctx.now());
    await commitChange(locked, { now: ctx.now() });
    return run;
  });

/**
 * Admits the next entries. The caller holds the queue lock.
 *
 * @param now the caller's time and not that of the lock: at the time of the lock, a pass that has expired
 * since would still be active, and the record of admissions would show too many active passes
 */
export async function admitLocked(
  { tx, concertId }: LockedQueue,
  now: Date | null,
): Promise<Admitted> {
  const { expired, admitted } = await row<AdmitRow>(tx.sql, statements.ADMIT, [concertId, now]);
  const { MAX_ADMITTED, MAX_EXPIRED } = statements;
  return { admitted, more: admitted === MAX_ADMITTED || expired === MAX_EXPIRED };
}
