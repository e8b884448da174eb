/** Positions up to this one poll at the base pace. */
const NEAR = 500;

/** How often the waiting users of one queue are asked to poll. */
export interface PollPace {
  /** Seconds between two polls at the front of the queue. */
  base: number;
  /** The most seconds between two polls that are safe. */
  longest: number;
  /** Seconds that each position in front adds. */
  perPosition: number;
}

/**
 * Computes the pace of a queue. The delay grows with the position, so that all polls together stay under
 * `pollsPerSecond`, and never beyond half of the time in which a pass must be claimed: a user who obeys
 * it cannot miss the claim. A queue that is too long for both polls at the longest safe delay.
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
  let perPosition = base / NEAR;
  while (
    perPosition < longest &&
    pollsPerSecondOf(waiting, { base, longest, perPosition }) > pollsPerSecond
  ) {
    perPosition *= 1.25;
  }
  return { base, longest, perPosition };
}

/** Seconds until the next poll of a position; null for a pass. */
export function pollAfter(
  position: number | null,
  { base, longest, perPosition }: PollPace,
): number {
  const seconds = Math.max(base, perPosition * (position ?? 0));
  return Math.max(1, Math.min(longest, Math.ceil(seconds)));
}

/** Seconds until the next poll in the pre-queue, which has no positions: the same for all. */
export function pollAfterInPrequeue(
  entries: number,
  { base, longest }: PollPace,
  pollsPerSecond: number,
): number {
  return Math.max(1, Math.min(longest, Math.ceil(Math.max(base, entries / pollsPerSecond))));
}

/** The polls per second of a queue where position p polls every min(longest, max(base, perPosition * p)). */
function pollsPerSecondOf(waiting: number, { base, longest, perPosition }: PollPace): number {
  const near = Math.min(waiting, base / perPosition);
  const far = Math.min(waiting, longest / perPosition);
  const between = far > near ? Math.log(far / near) / perPosition : 0;
  return near / base + between + (waiting - Math.max(near, far)) / longest;
}
