import { notAfterNow } from '../../kernel/clock.ts';
import type { DomainContext } from '../../kernel/context.ts';
import { type LoadedQueue, QueueReplica } from './queue-replica.ts';
import type { ReplicaRow } from './replica.sql.ts';
import * as statements from './replica.sql.ts';
import type { Range } from './replica-draws.ts';

type LoadedRow = ReplicaRow & { left: Range[] | null; left_arrivals: LoadedQueue['leftArrivals'] };

/** More numbers than a queue can have. A row that says so is wrong, and its replica would take all memory. */
const MOST_NUMBERS = 2 ** 30;

/** Loads some queues in one statement. Those that do not exist are left out. @throws if a row is wrong */
export async function readReplicas(
  ctx: DomainContext,
  concertIds: string[],
): Promise<QueueReplica[]> {
  const asked = performance.now();
  const values = [concertIds, ctx.now()];
  const rows = await ctx.sql.rows<LoadedRow>(statements.LOAD_REPLICAS, values);
  const [first] = rows;
  if (first) ctx.clock.addReading(first.as_of, { asked, answered: performance.now() });
  return rows.map(({ left, left_arrivals: leftArrivals, ...row }) => {
    if (!(row.last_number < MOST_NUMBERS && row.last_arrival < MOST_NUMBERS)) {
      throw new Error(`the queue ${row.concert_id} has a number that cannot be`);
    }
    row.as_of = notAfterNow(ctx.clock, row.as_of);
    return new QueueReplica({ row, left: left ?? [], leftArrivals }, ctx.settings.pollsPerSecond);
  });
}

/** A queue where somebody waits, with the most entries that its load reads. */
export interface WaitingQueue {
  concert_id: string;
  entries: number;
}

/** The most queues, and the most entries, that one statement loads. A longer queue is loaded by itself. */
const BATCH = { queues: 250, entries: 100_000 };

/** The ids of these queues in batches, each small enough for one statement. */
export function batchesOf(queues: WaitingQueue[]): string[][] {
  const batches: string[][] = [];
  let entriesOfLast = 0;
  // The longest first, so that one that is loaded by itself splits no batch.
  for (const { concert_id: id, entries } of queues.toSorted((a, b) => b.entries - a.entries)) {
    const last = batches.at(-1);
    if (last && last.length < BATCH.queues && entriesOfLast + entries <= BATCH.entries) {
      last.push(id);
      entriesOfLast += entries;
    } else {
      batches.push([id]);
      entriesOfLast = entries;
    }
  }
  return batches;
}
