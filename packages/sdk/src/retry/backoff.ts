const FIRST_MILLISECONDS = 250;
const MOST_MILLISECONDS = 8_000;

/** Milliseconds before another try, spread at random so that a crowd does not come back at once. */
export function backoff(attempts: number, random: () => number = Math.random): number {
  const most = Math.min(MOST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (attempts - 1));
  return most * (0.5 + random() / 2);
}
