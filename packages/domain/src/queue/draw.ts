import { createHash } from 'node:crypto';
import type { DomainContext } from '../kernel/context.ts';
import { perProcess } from '../kernel/per-process.ts';
import { type Admitted, admitLocked, admitWaiting } from './admit.ts';
import type { DrawRow } from './draw.sql.ts';
import * as statements from './draw.sql.ts';
import { DrawBook, listOf, type WorkedOut } from './draw-book.ts';
import { behindLock, commitChange, type LockedLine } from './locked-line.ts';

/** Tokens that are given their numbers in one transaction. */
const CHUNK = 4_000;
const NOTHING: Admitted = { admitted: 0, again: false };

/** Holds all draws that are due, each beside the others. */
export async function conductDraws(ctx: DomainContext): Promise<void> {
  const due = await ctx.sql.rows<{ concert_id: string }>(statements.UNFINISHED_DRAWS, []);
  const failures: unknown[] = [];
  const conduct = async (concertId: string) => {
    while ((await conductDraw(ctx, concertId)).again);
  };
  const draws = due.map(({ concert_id }) =>
    conduct(concert_id).catch((error: unknown) => failures.push(error)),
  );
  await Promise.all(draws);
  if (failures.length > 0) throw new AggregateError(failures, 'draws failed');
}

/** Admits whoever is next, and holds the concert's draws first where they are due. Returns how many. */
export async function admit(ctx: DomainContext, concertId: string): Promise<number> {
  let admitted = await admitWaiting(ctx, concertId);
  for (let step = await conductDraw(ctx, concertId); step.again; ) {
    admitted += step.admitted + (await admitWaiting(ctx, concertId));
    step = await conductDraw(ctx, concertId);
  }
  return admitted;
}

/**
 * Takes a frozen draw one step further: publishes the hash of the list, reveals the seed once the public
 * value is known, gives the next places their numbers. Any server may go on where another one stopped:
 * the order follows from what is stored.
 */
export async function conductDraw(ctx: DomainContext, concertId: string): Promise<Admitted> {
  const [draw] = await ctx.sql.rows<DrawRow>(statements.UNFINISHED_DRAW, [concertId]);
  if (!draw) return NOTHING;
  const { round } = draw;
  if (!draw.entrants_hash) {
    const hash = createHash('sha256')
      .update(await listOf(ctx, concertId, round))
      .digest();
    await ctx.sql.rows(statements.PUBLISH_LIST, [concertId, round, hash]);
  }
  if (!draw.drawn_at) {
    const [held] = await ctx.sql.rows(statements.HOLD_DRAW, [concertId, round, ctx.now]);
    return { admitted: 0, again: held !== undefined };
  }
  const worked = await perProcess(ctx, DrawBook).workedOut(ctx, concertId, round);
  const numbered = await behindLock(ctx, concertId, (line) =>
    numberNext(line, { round, worked, now: ctx.now }),
  );
  return numbered ?? NOTHING;
}

/** Admits in the same go: joins that follow one another closely would leave no room for another. */
async function numberNext(
  line: LockedLine,
  { round, worked, now }: { round: number; worked: WorkedOut; now: Date | null },
): Promise<Admitted> {
  const { tx, concertId } = line;
  const [draw] = await tx.sql.rows<DrawRow>(statements.UNFINISHED_DRAW, [concertId]);
  if (draw?.round !== round || draw.after_number === null) return NOTHING;
  const { numbered: from, after_number: after } = draw;
  const entries = [...worked.order.subarray(from, from + CHUNK)];
  const numbers = entries.map((_, index) => after + from + index + 1);
  const values = [concertId, round, entries, numbers, from + entries.length];
  const gone = await tx.sql.rows<{ number: number }>(statements.NUMBER_TOKENS, values);
  const turn = line.queue.is_open ? await admitLocked(line, now) : NOTHING;
  await commitChange(line, { now, gone: gone.map(({ number }) => number) });
  return { ...turn, again: true };
}
