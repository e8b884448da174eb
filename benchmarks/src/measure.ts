import { CONCURRENCY } from './environment.ts';

/** Makes `count` calls, so many of them at the same time. Returns the calls per second. */
export async function inParallel(
  count: number,
  call: (n: number) => Promise<unknown>,
  inFlight = CONCURRENCY,
): Promise<number> {
  let next = 0;
  const start = performance.now();
  const work = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return count / ((performance.now() - start) / 1000);
}

/** Of an even number of values the greater one of the two in the middle; NaN of none. */
export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The value below which that share of the values lies; NaN of none. */
export const percentile = (values: number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
