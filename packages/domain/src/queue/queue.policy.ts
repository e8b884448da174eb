/** Positions within this many of the front are polled for at the base pace. */
const NEAR = 500;

/**
 * Seconds until the next poll. Grows with the distance to the front, so that a long queue's polls
 * stay few, up to half of what an unclaimed pass lasts: whoever obeys it never misses the claim.
 */
export function pollAfter(
  position: number | null,
  { pollAfterSeconds, passSeconds }: { pollAfterSeconds: number; passSeconds: number },
): number {
  const longest = Math.max(1, Math.floor(passSeconds / 2));
  const wanted = Math.ceil(pollAfterSeconds * Math.max(1, (position ?? 0) / NEAR));
  return Math.min(longest, wanted);
}

/** From the admissions of the last minute; null while there were none. */
export function estimateWait(position: number | null, admittedLastMinute: number): number | null {
  if (position === null || admittedLastMinute <= 0) return null;
  return Math.ceil((position * 60) / admittedLastMinute);
}
