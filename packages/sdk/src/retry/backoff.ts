const INITIAL_MILLISECONDS = 250;
const MAX_MILLISECONDS = 8_000;

/**
 * Milliseconds before the next try: doubles with each attempt up to 8 seconds. Half of it is random, so that
 * many clients that failed together do not return together.
 */
export function backoff(attempts: number, random: () => number = Math.random): number {
  const longest = Math.min(MAX_MILLISECONDS, INITIAL_MILLISECONDS * 2 ** (attempts - 1));
  return longest * (0.5 + random() / 2);
}
