/** Positions within this many of the front are polled for at the base pace. */
const NEAR = 500;

/**
 * Seconds until the next poll. Grows with the distance to the front, so that a long queue's polls
 * stay few, up to half the claim window: whoever obeys it never misses the claim.
 */
export function pollAfter(
  position: number | null,
  { pollAfterSeconds, claimSeconds }: { pollAfterSeconds: number; claimSeconds: number },
): number {
  const longest = Math.max(pollAfterSeconds, Math.floor(claimSeconds / 2));
  if (position === null || position <= NEAR) return pollAfterSeconds;
  return Math.min(longest, Math.ceil(pollAfterSeconds * (position / NEAR)));
}

/** From the admissions of the last minute; null while there were none. */
export function estimateWait(position: number | null, admittedLastMinute: number): number | null {
  if (position === null || admittedLastMinute <= 0) return null;
  return Math.ceil((position * 60) / admittedLastMinute);
}
