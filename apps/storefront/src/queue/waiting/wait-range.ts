/** A wait as it is told: whole minutes, the longer the rounder. */
export interface WaitRange {
  fromMinutes: number;
  toMinutes: number;
}

/** Rounds up to 1 minute, above 10 minutes to 5, above an hour to 15. */
function roundUp(seconds: number): number {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  const step = minutes > 60 ? 15 : minutes > 10 ? 5 : 1;
  return Math.ceil(minutes / step) * step;
}

/** @param range seconds between which the wait probably ends */
export function waitRangeOf([least, most]: readonly [number, number]): WaitRange {
  const toMinutes = roundUp(most);
  const from = Math.max(1, Math.floor(least / 60));
  const step = from > 60 ? 15 : from > 10 ? 5 : 1;
  return { fromMinutes: Math.min(Math.floor(from / step) * step, toMinutes), toMinutes };
}
