import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { packEntrants } from '@frontrow/contract/draw-order';
import type { DomainContext } from '../kernel/context.ts';
import { DRAW_LIST, type DrawRow, GET_DRAW } from './draw.sql.ts';

const PAGE = 20_000;
/** Draws that are kept; an entrant takes 8 bytes. */
const MOST_KEPT = 32;

export interface WorkedOut {
  /** The place of each entry, from 1. */
  places: Uint32Array;
  /** The entry at each place. */
  order: Uint32Array;
}

/** The draws that this process has worked out. */
export class DrawBook {
  readonly #places = new Map<string, Promise<WorkedOut>>();

  /** A draw that has been held. */
  workedOut(ctx: DomainContext, concertId: string, round: number): Promise<WorkedOut> {
    const key = `${concertId} ${round}`;
    const known = this.#places.get(key);
    if (known) return known;
    const [oldest] = this.#places.keys();
    if (oldest && this.#places.size >= MOST_KEPT) this.#places.delete(oldest);
    const places = workOut(ctx, concertId, round);
    this.#places.set(key, places);
    places.catch(() => this.#places.delete(key));
    return places;
  }
}

/** The list of a draw, 16 bytes an entrant, in order of arrival. */
export async function listOf(
  ctx: DomainContext,
  concertId: string,
  round: number,
): Promise<Uint8Array> {
  const pages: Uint8Array[] = [];
  for (let after = 0; ; after += PAGE) {
    const rows = await ctx.sql.rows<{ entrant: string }>(DRAW_LIST, [
      concertId,
      round,
      after,
      PAGE,
    ]);
    pages.push(packEntrants(rows.map(({ entrant }) => entrant)));
    if (rows.length < PAGE) return Buffer.concat(pages);
  }
}

async function workOut(ctx: DomainContext, concertId: string, round: number): Promise<WorkedOut> {
  const [draw] = await ctx.sql.rows<DrawRow>(GET_DRAW, [concertId, round]);
  if (!draw?.drawn_at) throw new Error('the draw has not been held');
  const entrants = await listOf(ctx, concertId, round);
  const workerData = { seed: draw.seed, publicValue: draw.public_value, entrants };
  const worker = new Worker(new URL('./draw-worker.ts', import.meta.url), { workerData });
  const [worked] = (await once(worker, 'message')) as [WorkedOut];
  await worker.terminate();
  return worked;
}
