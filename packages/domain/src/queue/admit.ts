import type { DomainContext } from '../kernel/context.ts';
import { FREEZE_DRAW } from './draw.sql.ts';
import { conductDraw, newSeed } from './draw.ts';
import * as statements from './line.sql.ts';
import { behindFreeLock, type LockedLine, logChange } from './locked-line.ts';

/** Most admissions of one transaction: the next one follows at once. */
const MOST = 2_000;

/**
 * Admits whoever is next in every queue where somebody waits; any server may do it at any time. A
 * queue that is locked is left to whoever holds the lock, and one that fails does not hold up others.
 */
export async function admitEverywhere(ctx: DomainContext): Promise<void> {
  const concerts = await ctx.sql.rows<{ concert_id: string }>(statements.WAITED_FOR, [ctx.now]);
  const failures: unknown[] = [];
  for (const { concert_id } of concerts) {
    await admit(ctx, concert_id).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'admissions failed');
}

/**
 * Admits whoever is next in one concert's queue, under both limits, and holds its draw first if that is
 * due. Returns how many.
 */
export async function admit(ctx: DomainContext, concertId: string): Promise<number> {
  let admitted = 0;
  for (;;) {
    const round = await behindFreeLock(ctx, concertId, async (line) => {
      if (!line.queue.is_open) return null;
      await freezeIfDue(line);
      const count = await admitLocked(line, ctx.now);
      await logChange(line, ctx.now);
      return { count, drawing: line.queue.draw_unfinished };
    });
    if (!round) return admitted;
    admitted += round.count;
    if (round.drawing && (await conductDraw(ctx, concertId))) continue;
    if (round.count < MOST) return admitted;
  }
}

/** Behind the lock: makes the list of the pre-queue final once the opening has come. */
export async function freezeIfDue(line: LockedLine): Promise<void> {
  const { queue, tx, concertId } = line;
  if (!queue.is_open || queue.last_entry === 0 || queue.draw_unfinished) return;
  const values = [concertId, newSeed(), tx.now];
  const [frozen] = await tx.sql.rows<{ round: number }>(FREEZE_DRAW, values);
  if (!frozen) return;
  queue.round = frozen.round;
  queue.last_entry = 0;
  queue.draw_unfinished = true;
}

/**
 * Behind the lock: admits at the time of the statement that counts, not at that of the lock: a pass
 * that ended in between was still live at the lock, and its place would have been given twice by the
 * record.
 */
export async function admitLocked(
  { tx, concertId }: LockedLine,
  now: Date | null,
): Promise<number> {
  await tx.sql.rows(statements.EXPIRE_PASSES, [concertId, tx.now]);
  const admitted = await tx.sql.rows(statements.ADMIT, [concertId, now, MOST]);
  return admitted.length;
}
