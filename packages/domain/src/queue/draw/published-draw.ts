import { createHash } from 'node:crypto';
import type { DrawInput, DrawView } from '@frontrow/contract/queue';
import { numberCursor, pageFrom } from '../../kernel/cursor.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { QueueContext } from '../queue-context.ts';
import { DRAW_LIST, type DrawRow, GET_DRAW } from './draw.sql.ts';
import { PACKED_PAGE } from './pack-lists.sql.ts';

/**
 * The public part of a draw: before the opening the hash of its seed, then its list, and once the seed
 * is revealed the seed and every place.
 *
 * @throws CONCERT_NOT_FOUND, also for a round that does not exist
 */
export async function publishedDraw(
  ctx: QueueContext,
  { concertId, round, cursor, limit }: DrawInput,
): Promise<DrawView> {
  const after = numberCursor(cursor) ?? 0;
  const [draw] = await ctx.sql.rows<DrawRow>(GET_DRAW, [concertId, round ?? null]);
  if (!draw) throw new DomainError('CONCERT_NOT_FOUND');
  const listIsFinal = draw.entrants_hash !== null;
  const result =
    draw.drawn_at === null ? null : await ctx.queue.drawResults.get(ctx, concertId, draw.round);
  const values = [concertId, draw.round, after, limit + 1];
  const list = draw.list_packed_at ? PACKED_PAGE : DRAW_LIST;
  const rows = listIsFinal
    ? await ctx.sql.rows<{ arrival: number; entrant: string }>(list, values)
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
      item: ({ arrival, entrant }) => ({ entrant, place: result?.places[arrival - 1] ?? null }),
      cursor: ({ arrival }) => String(arrival),
    }),
  };
}
