export interface Bounds {
  /** No batch begins once this many rows were changed. */
  rows: number;
  /** No batch begins this long after the first one has. */
  seconds: number;
}

/**
 * Bounds one run of a purge that has time: what it leaves is for the next run. Gives the batches of `inBatches`, and an
 * empty one, which ends it, once a bound is reached.
 */
export function bounded<Row>(
  { rows, seconds }: Bounds,
  next: () => Promise<Row[]>,
): () => Promise<Row[]> {
  let changed = 0;
  let began: number | null = null;
  return async () => {
    const now = performance.now();
    began ??= now;
    const isOver = changed > 0 && (changed >= rows || now - began >= seconds * 1000);
    if (isOver) return [];
    const batch = await next();
    changed += batch.length;
    return batch;
  };
}
