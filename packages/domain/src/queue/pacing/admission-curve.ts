/** What a simulation of the next admissions starts from. */
export interface Admissions {
  maxActive: number;
  admitPerMinute: number;
  /** Passes that are active now. */
  active: number;
  /** How many were admitted in each of the last 60 seconds, the newest first. */
  recent: number[];
  /** The share of active passes that end in a second. */
  endRate: number;
  /** The share of waiting entries that leave in a second. */
  leaveRate: number;
}

const WINDOW_SECONDS = 60;
/** Steps of one second at first, then of a hundredth of the time so far. */
const FINE_STEPS = 100;
const MAX_SECONDS = 7 * 86_400;

/**
 * Simulates the next admissions up to a position. Returns the function from a position to the seconds
 * until it is admitted. Entries are admitted as far as free passes and the limit per minute allow. The
 * limit slides: what was admitted a minute ago may be admitted again. Entries that leave bring those
 * behind them forward.
 */
export function admissionCurve(now: Admissions, upTo: number): (position: number) => number {
  const times = [0];
  const positions = [0];
  const admitted = [0];
  let { active } = now;
  let position = 0;
  let total = 0;
  let minuteAgo = 0;
  for (let time = 0; position < upTo && time < MAX_SECONDS; ) {
    const step = Math.max(1, time / FINE_STEPS);
    time += step;
    while ((times[minuteAgo + 1] ?? time) <= time - WINDOW_SECONDS) minuteAgo++;
    const before = time < WINDOW_SECONDS ? 0 : (admitted[minuteAgo] ?? 0);
    const allowed = before + now.admitPerMinute - stillCounted(now.recent, time) - total;
    const perStep = step > WINDOW_SECONDS ? (now.admitPerMinute * step) / WINDOW_SECONDS : allowed;
    const free = Math.max(0, now.maxActive - active + active * now.endRate * step);
    const next = Math.max(0, Math.min(free, perStep));
    active = next === free ? now.maxActive : (active + next) * Math.exp(-now.endRate * step);
    total += next;
    position += next * Math.exp(Math.min(50, now.leaveRate * time));
    times.push(time);
    positions.push(position);
    admitted.push(total);
  }
  return (wanted) => timeOf(wanted, { times, positions });
}

/** How many of the admissions of the last minute still count after so many seconds. */
function stillCounted(recent: number[], seconds: number): number {
  let count = 0;
  for (let age = 0; age + seconds < WINDOW_SECONDS; age++) count += recent[age] ?? 0;
  return count;
}

/** Between two points of the curve, or beyond its end, along a straight line. */
function timeOf(
  wanted: number,
  { times, positions }: { times: number[]; positions: number[] },
): number {
  let low = 0;
  let high = positions.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] ?? 0) < wanted) low = middle;
    else high = middle;
  }
  const [from, to] = [positions[low] ?? 0, positions[high] ?? 0];
  const [start, end] = [times[low] ?? 0, times[high] ?? 0];
  if (to <= from) return end;
  const last = wanted > to ? (end * wanted) / to : 0;
  return Math.max(last, start + (end - start) * Math.min(1, (wanted - from) / (to - from)));
}
