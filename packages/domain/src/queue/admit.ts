import type { DomainContext } from '../kernel/context.ts';
import { row } from '../kernel/sql.ts';
import { FREEZE_DRAW } from './draw.sql.ts';
import type { AdmitRow } from './line.sql.ts';
import * as statements from './line.sql.ts';
import { behindFreeLock, commitChange, type LockedLine } from './locked-line.ts';
import { newSeed } from './seed.ts';

/** Concerts whose lines are seen to at the same time. */
const AT_ONCE = 2;

/**
 * Admits whoever is next in every queue where somebody waits; any server may do it at any time. A
 * queue that is locked is left to whoever holds the lock; one that fails, or that has many to admit,
 * does not hold up others: each has one transaction, and true says that there is more to do at once.
 */
export async function admitEverywhere(ctx: DomainContext): Promise<boolean> {
  const concerts = await ctx.sql.rows<{ concert_id: string }>(statements.WAITED_FOR, [ctx.now]);
  const turns = concerts.map(({ concert_id }) => concert_id);
  const failures: unknown[] = [];
  let again = false;
  const work = async () => {
    for (let concertId = turns.shift(); concertId; concertId = turns.shift()) {
      const round = await admitRound(ctx, concertId).catch((error: unknown) => {
        failures.push(error);
        return null;
      });
      again ||= round?.again === true;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failures.length > 0) throw new AggregateError(failures, 'admissions failed');
  return again;
}

/** Admits whoever is next in one concert's queue, under both limits. Returns how many. */
export async function admitWaiting(ctx: DomainContext, concertId: string): Promise<number> {
  let admitted = 0;
  for (;;) {
    const round = await admitRound(ctx, concertId);
    admitted += round?.admitted ?? 0;
    if (!round?.again) return admitted;
  }
}

export interface Admitted {
  admitted: number;
  /** There may be more to do at once. */
  again: boolean;
}

const admitRound = (ctx: DomainContext, concertId: string): Promise<Admitted | null> =>
  behindFreeLock(ctx, concertId, async (line) => {
    if (!line.queue.is_open) return null;
    await freezeIfDue(line);
    const round = await admitLocked(line, ctx.now);
    await commitChange(line, { now: ctx.now });
    return round;
  });

/** Behind the lock: makes the list of the pre-queue final once the opening has come. */
export async function freezeIfDue({ queue, tx, concertId }: LockedLine): Promise<void> {
  if (!queue.is_open || queue.last_entry === 0) return;
  const values = [concertId, newSeed(), tx.now];
  const [frozen] = await tx.sql.rows<{ round: number }>(FREEZE_DRAW, values);
  if (!frozen) return;
  queue.round = frozen.round;
  queue.last_entry = 0;
}

/**
 * Behind the lock: admits at the time of the statement that counts, not at that of the lock: a pass
 * that ended in between was still live at the lock, and its place would have been given twice by the
 * record.
 */
export async function admitLocked(
  { tx, concertId }: LockedLine,
  now: Date | null,
): Promise<Admitted> {
  const { expired, admitted } = await row<AdmitRow>(tx.sql, statements.ADMIT, [concertId, now]);
  const { MOST_ADMITTED, MOST_EXPIRED } = statements;
  return { admitted, again: admitted === MOST_ADMITTED || expired === MOST_EXPIRED };
}
