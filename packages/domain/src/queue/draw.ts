import { createHash, randomBytes } from 'node:crypto';
import type { DomainContext } from '../kernel/context.ts';
import { perProcess } from '../kernel/per-process.ts';
import type { DrawRow } from './draw.sql.ts';
import * as statements from './draw.sql.ts';
import { DrawBook, listOf } from './draw-book.ts';
import { behindFreeLock, logChange } from './locked-line.ts';

/** Tokens that are given their numbers in one transaction. */
const CHUNK = 4_000;

/** The secret of a draw; its hash is public from then on. */
export const newSeed = (): Buffer => randomBytes(32);

/**
 * Takes a frozen draw one step further: publishes the hash of the list, reveals the seed once the public
 * value is known, gives the next places their numbers. Any server may go on where another one stopped:
 * the order follows from what is stored. False when there is nothing to do now.
 */
export async function conductDraw(ctx: DomainContext, concertId: string): Promise<boolean> {
  const [draw] = await ctx.sql.rows<DrawRow>(statements.UNFINISHED_DRAW, [concertId]);
  if (!draw) return false;
  const { round } = draw;
  if (!draw.entrants_hash) {
    const hash = createHash('sha256')
      .update(await listOf(ctx, concertId, round))
      .digest();
    await ctx.sql.rows(statements.PUBLISH_LIST, [concertId, round, hash]);
  }
  if (!draw.drawn_at) {
    const values = [concertId, round, ctx.now];
    const [held] = await ctx.sql.rows(statements.HOLD_DRAW, values);
    return held !== undefined;
  }
  const places = await perProcess(ctx, DrawBook).placesOf(ctx, concertId, round);
  return numberNext(ctx, draw, places);
}

async function numberNext(
  ctx: DomainContext,
  { concert_id: concertId, round }: DrawRow,
  places: Uint32Array,
): Promise<boolean> {
  const numbered = await behindFreeLock(ctx, concertId, async (line) => {
    const [draw] = await line.tx.sql.rows<DrawRow>(statements.UNFINISHED_DRAW, [concertId]);
    if (!draw || draw.round !== round || draw.after_number === null) return false;
    const last = Math.min(places.length, draw.numbered + CHUNK);
    const entries: number[] = [];
    const numbers: number[] = [];
    for (const [index, place] of places.entries()) {
      if (place <= draw.numbered || place > last) continue;
      entries.push(index + 1);
      numbers.push(draw.after_number + place);
    }
    await line.tx.sql.rows(statements.NUMBER_TOKENS, [concertId, round, entries, numbers, last]);
    await logChange(line, ctx.now);
    return true;
  });
  return numbered === true;
}
