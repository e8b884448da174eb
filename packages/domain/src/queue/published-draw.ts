import { createHash } from 'node:crypto';
import type { DrawInput, DrawView } from '@frontrow/contract/queue';
import type { DomainContext } from '../kernel/context.ts';
import { numberCursor, pageFrom } from '../kernel/cursor.ts';
import { DomainError } from '../kernel/errors.ts';
import { perProcess } from '../kernel/per-process.ts';
import { DRAW_LIST, type DrawRow, GET_DRAW } from './draw.sql.ts';
import { DrawBook } from './draw-book.ts';

/**
 * What is public of a draw: before the opening the hash of its seed, then its list, then the seed and
 * every place.
 *
 * @throws CONCERT_NOT_FOUND, also for a round that is not there
 */
export async function publishedDraw(
  ctx: DomainContext,
  { concertId, round, cursor, limit }: DrawInput,
): Promise<DrawView> {
  const after = numberCursor(cursor) ?? 0;
  const [draw] = await ctx.sql.rows<DrawRow>(GET_DRAW, [concertId, round ?? null]);
  if (!draw) throw new DomainError('CONCERT_NOT_FOUND');
  const final = draw.entrants_hash !== null;
  const worked =
    draw.drawn_at === null
      ? null
      : await perProcess(ctx, DrawBook).workedOut(ctx, concertId, draw.round);
  const values = [concertId, draw.round, after, limit + 1];
  const rows = final
    ? await ctx.sql.rows<{ entry: number; entrant: string }>(DRAW_LIST, values)
    : [];
  return {
    concertId,
    round: draw.round,
    seedHash: createHash('sha256').update(draw.seed).digest('hex'),
    source: draw.source,
    frozenAt: draw.frozen_at,
    entrants: draw.entrants,
    entrantsHash: draw.entrants_hash?.toString('hex') ?? null,
    publicValue: draw.public_value,
    drawnAt: draw.drawn_at,
    seed: draw.drawn_at === null ? null : draw.seed.toString('hex'),
    afterNumber: draw.after_number,
    ...pageFrom(rows, limit, {
      item: ({ entry, entrant }) => ({ entrant, place: worked?.places[entry - 1] ?? null }),
      cursor: ({ entry }) => String(entry),
    }),
  };
}
