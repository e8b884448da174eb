/** How a sweep goes about it. */
export interface Sweep {
  /** Most rows that one statement changes. */
  batch: number;
  /** Once it is aborted no further batch begins; what the earlier ones did stays. */
  signal?: AbortSignal | undefined;
  /** Told after each batch is committed how many rows it changed. */
  onBatch?: ((rows: number) => void) | undefined;
}

/** Runs bounded batches until one comes back short; returns how many rows there were in all. */
export async function inBatches(
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
