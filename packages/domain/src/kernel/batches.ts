/** How a sweep goes about it. */
export interface Sweep {
  /** Most rows that one statement changes. */
  batch: number;
  /** How many batches run at a time, each passing over what another has locked. Default 1. */
  lanes?: number | undefined;
  /** Once it is aborted no further batch begins; what the earlier ones did stays. */
  signal?: AbortSignal | undefined;
  /** Told after each batch is committed how many rows it changed. */
  onBatch?: ((rows: number) => void) | undefined;
}

/** Runs bounded batches until one comes back short; returns how many rows there were in all. */
export async function inBatches(
  { lanes = 1, ...sweep }: Sweep,
  next: () => Promise<unknown[]>,
): Promise<number> {
  const done = await Promise.all(Array.from({ length: lanes }, () => inLane(sweep, next)));
  return done.reduce((sum, rows) => sum + rows, 0);
}

async function inLane(
  { batch, signal, onBatch }: Sweep,
  next: () => Promise<unknown[]>,
): Promise<number> {
  for (let done = 0; ; ) {
    if (signal?.aborted) return done;
    const { length } = await next();
    done += length;
    onBatch?.(length);
    if (length < batch) return done;
  }
}
