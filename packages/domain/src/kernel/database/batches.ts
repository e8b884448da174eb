import type { Pace } from './pace.ts';

/** How a sweep runs: a job that changes the rows that are due, in batches. */
export interface Sweep {
  /** The most rows that one statement changes. */
  batch: number;
  /** Batches that run at the same time; each skips the rows that another one has locked. Default 1. */
  concurrency?: number | undefined;
  /** Bounds the sweep to a share of the time; left out: it may take all. */
  pace?: Pace | undefined;
  /** When it aborts, no further batch begins; finished batches stay. */
  signal?: AbortSignal | undefined;
  /** Called with the number of changed rows after each commit. */
  onBatch?: ((rows: number) => void) | undefined;
}

/** Runs `next` until it returns fewer rows than a full batch. Returns the number of rows in all. */
export async function inBatches(
  { concurrency = 1, ...sweep }: Sweep,
  next: () => Promise<unknown[]>,
): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: concurrency }, () => oneAfterAnother(sweep, next)),
  );
  return counts.reduce((sum, rows) => sum + rows, 0);
}

async function oneAfterAnother(
  { batch, pace, signal, onBatch }: Sweep,
  next: () => Promise<unknown[]>,
): Promise<number> {
  for (let total = 0; ; ) {
    await pace?.pause();
    if (signal?.aborted) return total;
    const { length } = await (pace ? pace.run(next) : next());
    total += length;
    onBatch?.(length);
    if (length < batch) return total;
  }
}
