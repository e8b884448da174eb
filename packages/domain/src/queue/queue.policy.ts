/** Positions within this many of the front are polled for at the base pace. */
const NEAR = 500;

export interface PollPace {
  /** The pace of those at the front, in seconds. */
  base: number;
  /** The slowest that is safe. */
  longest: number;
  /** Seconds that are added for each place in front. */
  perPlace: number;
}

/**
 * How often a queue's crowd polls. Grows with the distance to the front, so that all of their polls
 * stay under a rate, up to half of what an unclaimed pass lasts: whoever obeys it never misses the
 * claim. A crowd that is too large for both polls at the slowest pace.
 */
export function pollPace({
  pollAfterSeconds,
  passSeconds,
  waiting,
  pollsPerSecond,
}: {
  pollAfterSeconds: number;
  passSeconds: number;
  waiting: number;
  pollsPerSecond: number;
}): PollPace {
  const longest = Math.max(1, Math.floor(passSeconds / 2));
  const base = Math.min(pollAfterSeconds, longest);
  let perPlace = base / NEAR;
  while (perPlace < longest && ratePolled(waiting, { base, longest, perPlace }) > pollsPerSecond) {
    perPlace *= 1.25;
  }
  return { base, longest, perPlace };
}

/** Seconds until the next poll. */
export function pollAfter(position: number | null, { base, longest, perPlace }: PollPace): number {
  return Math.max(1, Math.min(longest, Math.ceil(Math.max(base, perPlace * (position ?? 0)))));
}

/** The pace of a crowd without an order. */
export function pollAfterTogether(
  crowd: number,
  { base, longest }: PollPace,
  pollsPerSecond: number,
): number {
  return Math.max(1, Math.min(longest, Math.ceil(Math.max(base, crowd / pollsPerSecond))));
}

/** Polls a second of a crowd in which everybody polls every min(longest, max(base, perPlace * position)). */
function ratePolled(waiting: number, { base, longest, perPlace }: PollPace): number {
  const near = Math.min(waiting, base / perPlace);
  const far = Math.min(waiting, longest / perPlace);
  const between = far > near ? Math.log(far / near) / perPlace : 0;
  return near / base + between + (waiting - Math.max(near, far)) / longest;
}
