import type { DomainContext } from '../../kernel/context.ts';
import { inBatches, type Sweep } from '../../kernel/database/batches.ts';
import { type Bounds, bounded } from '../../kernel/database/bounded.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import {
  CHUNK,
  CLOSE_LIST,
  DELETE_PACKED,
  DUE_LISTS,
  type DueList,
  PACK_NEXT,
} from './pack-lists.sql.ts';

/*
 * The list of a draw is its proof, and is kept for ever. As long as people join it is a row for each entrant, about 0.12 kB
 * with its index. Once the draw is old it is packed into pieces of 4,096 entrants, 16 bytes for each, which only then may
 * take the place of the rows if they have the hash that was published. The rows stay for the same time again: servers of
 * a version before this one, and reads that have begun, do not know of the pieces.
 */

export interface PackOptions extends Sweep {
  /** How old a draw is when its list is packed, and for how much longer the single rows stay. */
  afterSeconds: number;
  /** How much one run does at most. */
  bounds: Bounds;
}

/**
 * Packs the lists of old draws and deletes the rows that they were made of, in batches. Many processes may run it at
 * the same time. Returns how many entrants were packed or deleted as rows.
 *
 * @throws AggregateError if a packed list does not have its published hash; its rows stay
 */
export async function packDrawLists(
  ctx: DomainContext,
  { afterSeconds, bounds, ...sweep }: PackOptions,
): Promise<number> {
  const due = await ctx.sql.rows<DueList>(DUE_LISTS, [afterSeconds, ctx.now()]);
  const failures: Error[] = [];
  let list = due.shift();
  const next = bounded(bounds, () => (list ? nextBatch(ctx, list, sweep.batch) : noRows()));
  let rows = 0;
  for (; list; list = due.shift()) {
    rows += await inBatches({ ...sweep, batch: list.packed ? sweep.batch : chunkOf(sweep) }, next);
    if (!list.packed && !(await close(ctx, list))) failures.push(wrongHash(list));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'packed lists are not those drawn');
  return rows;
}

const noRows = async (): Promise<unknown[]> => [];

const chunkOf = ({ batch }: Pick<Sweep, 'batch'>): number => Math.min(batch, CHUNK);

const nextBatch = (
  ctx: DomainContext,
  { concert_id, round, packed }: DueList,
  batch: number,
): Promise<unknown[]> =>
  inTransaction(ctx, ({ sql }) =>
    packed
      ? sql.rows(DELETE_PACKED, [concert_id, round, batch])
      : sql.rows(PACK_NEXT, [concert_id, round, chunkOf({ batch })]),
  );

/** Returns false if the list is packed and is not the published one. One that is not packed yet is for the next run. */
async function close(ctx: DomainContext, { concert_id, round }: DueList): Promise<boolean> {
  const values = [concert_id, round, ctx.now()];
  const [list] = await ctx.sql.rows<{ closed: boolean }>(CLOSE_LIST, values);
  return list?.closed ?? true;
}

const wrongHash = ({ concert_id, round }: DueList) =>
  new Error(`the packed list of draw ${round} of concert ${concert_id} has another hash`);
