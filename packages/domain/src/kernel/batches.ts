/** Runs bounded batches until one comes back short; returns how many rows there were in all. */
export async function inBatches(size: number, next: () => Promise<unknown[]>): Promise<number> {
  for (let done = 0; ; ) {
    const { length } = await next();
    done += length;
    if (length < size) return done;
  }
}
