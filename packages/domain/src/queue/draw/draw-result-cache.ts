import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { packEntrants } from '@frontrow/contract/draw/draw-order';
import type { StatementContext } from '../../kernel/context.ts';
import { DRAW_LIST, type DrawRow, GET_DRAW } from './draw.sql.ts';
import { PACKED_PIECES } from './pack-lists.sql.ts';

const PAGE = 20_000;
/** Pieces of a packed list that are read at once: 1 MiB. */
const PIECES = 16;
/** Results that are kept. One takes 8 bytes per entrant. */
const MAX_RESULTS = 32;

export interface DrawResult {
  /** By arrival less one: the place in the draw, from 1. */
  places: Uint32Array;
  /** By place less one: the arrival. */
  order: Uint32Array;
}

/** The results of draws that this process has computed. */
export class DrawResultCache {
  readonly #results = new Map<string, Promise<DrawResult>>();

  /** The result of a draw whose seed is revealed. Computes it in a thread at the first call. */
  get(ctx: StatementContext, concertId: string, round: number): Promise<DrawResult> {
    const key = `${concertId} ${round}`;
    const known = this.#results.get(key);
    if (known) return known;
    const [oldest] = this.#results.keys();
    if (oldest && this.#results.size >= MAX_RESULTS) this.#results.delete(oldest);
    const result = compute(ctx, concertId, round);
    this.#results.set(key, result);
    result.catch(() => this.#results.delete(key));
    return result;
  }
}

/** The list of a draw in order of arrival, 16 bytes per entrant. */
export async function readEntrants(
  ctx: StatementContext,
  concertId: string,
  round: number,
): Promise<Uint8Array> {
  const pages: Uint8Array[] = [];
  for (let after = 0; ; after += PAGE) {
    const values = [concertId, round, after, PAGE];
    const rows = await ctx.sql.rows<{ entrant: string }>(DRAW_LIST, values);
    pages.push(packEntrants(rows.map(({ entrant }) => entrant)));
    if (rows.length < PAGE) return Buffer.concat(pages);
  }
}

async function readPacked(
  ctx: StatementContext,
  concertId: string,
  round: number,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let after = 0; ; ) {
    const values = [concertId, round, after, PIECES];
    const rows = await ctx.sql.rows<{ first_arrival: number; entrants: Buffer }>(
      PACKED_PIECES,
      values,
    );
    pieces.push(...rows.map(({ entrants }) => entrants));
    const last = rows.at(-1);
    if (!last || rows.length < PIECES) return Buffer.concat(pieces);
    after = last.first_arrival;
  }
}

async function compute(
  ctx: StatementContext,
  concertId: string,
  round: number,
): Promise<DrawResult> {
  const [draw] = await ctx.sql.rows<DrawRow>(GET_DRAW, [concertId, round]);
  if (!draw?.drawn_at) throw new Error('the seed of this draw is not revealed');
  const read = draw.list_packed_at ? readPacked : readEntrants;
  const entrants = await read(ctx, concertId, round);
  const workerData = { seed: draw.seed, publicValue: draw.public_value, entrants };
  const worker = new Worker(new URL('./draw-thread.ts', import.meta.url), { workerData });
  const [result] = (await once(worker, 'message')) as [DrawResult];
  await worker.terminate();
  return result;
}
