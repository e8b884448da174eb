import { createHash } from 'node:crypto';
import { type Admitted, admitLocked } from '../admission/admit.ts';
import { commitChange, type LockedQueue, withQueueLock } from '../lock/queue-lock.ts';
import type { AdmissionContext } from '../queue-context.ts';
import type { DrawRow } from './draw.sql.ts';
import * as statements from './draw.sql.ts';
import { type DrawResult, readEntrants } from './draw-result-cache.ts';

/*
 * A draw gives the entries of the pre-queue their numbers in a random order that everybody can verify.
 * 1. A secret seed exists, and its hash is public, before anybody can join (see prequeue/).
 * 2. At the opening the list of entrants is frozen and its numbers are reserved.
 * 3. The hash of the list is published.
 * 4. If the draw names a public value, an operator publishes it.
 * 5. The seed is revealed. The order follows from seed, public value and list.
 * 6. Entries get their numbers from the front, in chunks, so that admissions start at once.
 * Each step follows from what is stored, so any server may take the next one.
 */

/** Entries that get their numbers in one transaction. */
const CHUNK = 4_000;
const NOTHING_DUE: Admitted = { admitted: 0, more: false };

/**
 * Takes all draws as far as they can go, all at the same time. One that fails does not concern the others.
 *
 * @throws AggregateError if the database cannot be reached
 */
export async function advanceDraws(ctx: AdmissionContext): Promise<void> {
  const due = await ctx.sql.rows<{ concert_id: string }>(
    statements.CONCERTS_WITH_UNFINISHED_DRAW,
    [],
  );
  const failures: unknown[] = [];
  const finish = async (concertId: string) => {
    while ((await advanceDraw(ctx, concertId)).more);
  };
  const draws = due.map(({ concert_id }) =>
    ctx.queue.failures
      .attempt(ctx, { work: 'draw', concertId: concert_id }, () => finish(concert_id))
      .catch((error: unknown) => failures.push(error)),
  );
  await Promise.all(draws);
  if (failures.length > 0) throw new AggregateError(failures, 'draws failed');
}

/** Takes the unfinished draw of a concert one step further. */
export async function advanceDraw(ctx: AdmissionContext, concertId: string): Promise<Admitted> {
  const [draw] = await ctx.sql.rows<DrawRow>(statements.UNFINISHED_DRAW, [concertId]);
  if (!draw) return NOTHING_DUE;
  const { round } = draw;
  if (!draw.entrants_hash) {
    const entrants = await readEntrants(ctx, concertId, round);
    const hash = createHash('sha256').update(entrants).digest();
    await ctx.sql.rows(statements.PUBLISH_LIST_HASH, [concertId, round, hash]);
  }
  if (!draw.drawn_at) {
    const values = [concertId, round, ctx.now()];
    const [revealed] = await ctx.sql.rows(statements.REVEAL_SEED, values);
    return { admitted: 0, more: revealed !== undefined };
  }
  const result = await ctx.queue.drawResults.get(ctx, concertId, round);
  const numbered = await withQueueLock(ctx, concertId, (locked) =>
    assignNextNumbers(locked, { round, result, now: ctx.now() }),
  );
  return numbered ?? NOTHING_DUE;
}

/** Admits in the same transaction: a steady stream of joins could keep the lock from a separate one. */
async function assignNextNumbers(
  locked: LockedQueue,
  { round, result, now }: { round: number; result: DrawResult; now: Date | null },
): Promise<Admitted> {
  const { tx, concertId } = locked;
  const [draw] = await tx.sql.rows<DrawRow>(statements.UNFINISHED_DRAW, [concertId]);
  if (draw?.round !== round || draw.after_number === null) return NOTHING_DUE;
  const { numbered: from, after_number: after } = draw;
  const arrivals = [...result.order.subarray(from, from + CHUNK)];
  const numbers = arrivals.map((_, index) => after + from + index + 1);
  const values = [concertId, round, arrivals, numbers, from + arrivals.length];
  const gone = await tx.sql.rows<{ number: number }>(statements.ASSIGN_NUMBERS, values);
  const admitted = locked.queue.is_open ? await admitLocked(locked, now) : NOTHING_DUE;
  await commitChange(locked, { now, gone: gone.map(({ number }) => number) });
  return { ...admitted, more: true };
}
